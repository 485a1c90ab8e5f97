// A bare RTCPeerConnection that sends back whatever comes on its channels: text as text, binary as
// binary. Evaluates to an object in window.peer.

(iceServers) => {
  const connection = new RTCPeerConnection({ iceServers });
  const peer = { connection, channels: {}, states: [] };
  window.peer = peer;

  peer.watch = (channel) => {
    const entry = { channel, events: [], received: 0 };
    peer.channels[channel.label] = entry;
    channel.binaryType = 'arraybuffer';
    for (const name of ['open', 'closing', 'close']) {
      channel.addEventListener(name, () => entry.events.push(name));
    }
    channel.onmessage = ({ data }) => {
      entry.received++;
      channel.send(data);
    };
    return entry;
  };
  connection.ondatachannel = ({ channel }) => peer.watch(channel).events.push('announced');
  connection.onconnectionstatechange = () => peer.states.push(connection.connectionState);

  // Complete descriptions, so that nothing has to be carried later.
  peer.describe = async () => {
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== 'complete') {
      await new Promise((done) =>
        connection.addEventListener('icegatheringstatechange', done, { once: true }));
    }
    return connection.localDescription.sdp;
  };
};
