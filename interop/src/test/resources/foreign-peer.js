// A peer that somebody else could have written, by docs/protocol.md alone. Evaluates to a function
// that enters the room and keeps what it hears in window.foreign.

({ room, offers, label }) => {
  const foreign = { heard: [], channel: null, connection: null };
  window.foreign = foreign;
  const socket = new WebSocket(`ws://${location.host}/rendezvous`);
  const write = (message) => socket.send(JSON.stringify(message));
  const signal = (message) => write({ t: 'to', m: message });

  const use = (channel) => {
    foreign.channel = channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) =>
      foreign.heard.push(typeof data === 'string' ? data : data.byteLength);
  };
  const connect = () => {
    const connection = new RTCPeerConnection();
    foreign.connection = connection;
    connection.ondatachannel = ({ channel }) => use(channel);
    connection.onicecandidate = ({ candidate }) =>
      signal({ k: 'candidate', candidate: candidate ? candidate.toJSON() : null });
    return connection;
  };
  const describe = ({ type, sdp }) => signal({ k: 'description', type, sdp });
  const offer = async () => {
    const connection = connect();
    use(connection.createDataChannel(label));
    await connection.setLocalDescription();
    describe(connection.localDescription);
  };
  const take = async (message) => {
    if (message.k === 'candidate') {
      await foreign.connection?.addIceCandidate(message.candidate ?? undefined);
    } else if (message.type === 'answer') {
      await foreign.connection.setRemoteDescription(message);
    } else {
      // Also when it has offered itself: it is the polite one then, and starts over as asked.
      foreign.connection?.close();
      const connection = connect();
      await connection.setRemoteDescription(message);
      await connection.setLocalDescription();
      describe(connection.localDescription);
    }
  };

  let work = Promise.resolve();
  socket.onopen = () => write({ t: 'join', room });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    const met = message.t === 'peer' || (message.t === 'joined' && message.peers === 2);
    if (met && offers) {
      work = work.then(offer);
    } else if (message.t === 'from') {
      work = work.then(() => take(message.m));
    }
  };
};
