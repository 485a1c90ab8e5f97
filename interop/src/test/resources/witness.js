// Notes what the connections, sockets and the status of a page go through, for a test that waits in
// vain: `witness()` tells the last of it. Changes nothing of what the page does.

(() => {
  const MOST = 200;
  const notes = [];
  const note = (...words) => {
    notes.push([Math.round(performance.timeOrigin + performance.now()) % 1_000_000, ...words].join(' '));
    notes.splice(0, notes.length - MOST);
  };
  window.witness = () => notes.join('\n');

  let connections = 0;
  const STATES = ['connectionState', 'iceConnectionState', 'iceGatheringState', 'signalingState'];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      const name = `connection ${connections++}:`;
      note(name, 'made');
      for (const state of STATES) {
        this.addEventListener(`${state.toLowerCase()}change`, () =>
          note(name, state, this[state], 'dtls', this.sctp?.transport?.state));
      }
      this.addEventListener('icecandidate', ({ candidate }) =>
        note(name, 'own', candidate?.candidate ?? 'candidates are all there'));
      this.tell = (what, done) =>
        done.then(() => note(name, what), (problem) => note(name, what, 'failed:', problem));
      this.note = (...words) => note(name, ...words);
    }

    close() {
      this.note('closed', new Error().stack.split('\n').slice(2, 8).join(' <').replace(/\s+/g, ' '));
      return super.close();
    }

    setLocalDescription(...description) {
      const done = super.setLocalDescription(...description);
      this.tell('described itself', done);
      return done;
    }

    setRemoteDescription(description) {
      const done = super.setRemoteDescription(description);
      this.tell(`took the ${description?.type}`, done);
      return done;
    }

    addIceCandidate(candidate) {
      const done = super.addIceCandidate(candidate);
      this.tell(`took ${candidate?.candidate}`, done);
      return done;
    }
  };

  let sockets = 0;
  window.WebSocket = class extends window.WebSocket {
    constructor(...where) {
      super(...where);
      const name = `socket ${sockets++}:`;
      note(name, 'made');
      this.addEventListener('open', () => note(name, 'open'));
      this.addEventListener('message', ({ data }) => note(name, 'heard', data.slice(0, 80)));
      this.addEventListener('close', ({ code, wasClean }) => note(name, 'closed', code, wasClean));
    }
  };

  document.addEventListener('DOMContentLoaded', () => {
    const status = document.querySelector('[role=status]');
    if (status !== null) {
      const whole = { childList: true, subtree: true, characterData: true };
      new MutationObserver(() => note('status:', status.textContent)).observe(status, whole);
    }
  });
})();
