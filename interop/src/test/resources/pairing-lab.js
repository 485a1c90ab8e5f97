// Makes the page's pairing modules callable from outside with plain values, as window.lab: bytes go in
// and come out as hex, messages as JSON, and what has a state is named by a number.

async () => {
  const load = (name) => import(`/pairing/${name}.js`);
  const { hex, fromHex, ...bytes } = await load('bytes');
  const { chooseCrypto } = await load('crypto');
  const { webCrypto } = await load('webcrypto');
  const { fallback } = await load('fallback');
  const { JoinerRun, InviterRun } = await load('run');
  const { Introduction } = await load('introduction');
  const { isUsableKey } = await load('ed25519');
  const { CodeLife } = await load('life');
  const { PairingCode, newWords } = await load('code');
  const { WordList } = await load('words');
  const cpace = await load('cpace');
  const session = await load('session');

  const chosen = await chooseCrypto();
  const backends = { webcrypto: await webCrypto(globalThis.crypto.subtle), fallback: fallback() };
  const things = [];
  const keep = (thing) => things.push(thing) - 1;

  /** The backend with the random bytes given, one after another, and its own after those. */
  const scripted = (name, given = []) => {
    const backend = backends[name];
    const left = given.map(fromHex);
    return new Proxy(backend, {
      get(_, member) {
        if (member === 'random') {
          return (size) => left.shift() ?? backend.random(size);
        }
        const value = backend[member];
        return typeof value === 'function' ? value.bind(backend) : value;
      },
    });
  };

  /** A value for JSON, or how it was refused. */
  const told = async (work) => {
    try {
      const value = await work();
      return { value: value instanceof Uint8Array ? hex(value) : value };
    } catch (e) {
      return { refused: e.error ?? e.reason ?? e.name };
    }
  };

  const toStep = ({ send, state, keys, failure }) => ({
    send,
    state,
    failure,
    keys: keys && {
      bind: hex(keys.bind),
      rejoinRoom: keys.rejoinRoom,
      rejoinSecret: hex(keys.rejoinSecret),
    },
  });

  const toIntroduced = ({ send, state, peer, failure }) => ({
    send,
    state,
    failure,
    peer: peer && { ...peer, key: peer.key && hex(peer.key) },
  });

  const stepped = async (run, step) => {
    const result = await step;
    run.keys = result.keys;
    return toStep(result);
  };

  const lab = {
    chosen: () => chosen.name,
    secure: () => isSecureContext,

    lvCat: (...parts) => hex(bytes.lvCat(...parts.map(fromHex))),
    decode: (text, length) => told(() => bytes.fromBase64url(text, length)),

    primitive: (backend, name, ...values) =>
      told(() => backends[backend][name](...values.map(fromHex))),
    sign: async (backend, seed, data) => {
      const signer = await backends[backend].signerOfSeed(fromHex(seed));
      return hex(await signer.sign(fromHex(data)));
    },

    cpace: async (backend, { PRS, CI, sid, ya, ADa, yb, ADb }) => {
      const crypto = backends[backend];
      const base = await cpace.generator(crypto, fromHex(PRS), fromHex(CI), fromHex(sid));
      const shareA = await cpace.share(crypto, fromHex(ya), base);
      const shareB = await cpace.share(crypto, fromHex(yb), base);
      const secret = await cpace.sharedSecret(crypto, fromHex(ya), shareB);
      const shares = [shareA, fromHex(ADa), shareB, fromHex(ADb)];
      const key = await cpace.sessionKey(crypto, fromHex(sid), secret, shares);
      return { g: hex(base), Ya: hex(shareA), Yb: hex(shareB), K: hex(secret), ISK_IR: hex(key) };
    },

    run: (role, backend, { random, secretHex, ...options }) => {
      const Run = role === 'joiner' ? JoinerRun : InviterRun;
      const secret = secretHex === undefined ? options.secret : fromHex(secretHex);
      return keep({ run: new Run(scripted(backend, random), { ...options, secret }), keys: null });
    },
    p0: (id) => things[id].run.p0,
    enter: (id, room) => things[id].run.enter(room),
    arrived: (id) => things[id].run.arrived(),
    timed: (id) => things[id].run.timed,
    receive: (id, message) => stepped(things[id], things[id].run.receive(message)),
    timeout: (id) => stepped(things[id], things[id].run.timeout()),
    abort: (id) => stepped(things[id], things[id].run.abort()),
    /** All at once, before the first is through. */
    receiveAll: async (id, messages) => {
      const steps = messages.map((message) => stepped(things[id], things[id].run.receive(message)));
      return Promise.all(steps);
    },

    seal: (id, content) => told(() => things[id].keys.sealer.seal(content)),
    open: (id, message) => told(() => things[id].keys.opener.open(message)),

    session: async (backend, mode, joinerFingerprint, inviterFingerprint, bind) =>
      hex(await session.sessionId(backends[backend], {
        mode,
        joinerFingerprint: fromHex(joinerFingerprint),
        inviterFingerprint: fromHex(inviterFingerprint),
        bind: fromHex(bind),
      })),
    manualBind: async (backend, offer, answer) =>
      hex(await session.manualBind(backends[backend], fromHex(offer), fromHex(answer))),

    introduction: async (backend, { seed, salt, session: id, bind, pinned, ...options }) => {
      const crypto = scripted(backend, salt === undefined ? [] : [salt]);
      return keep(new Introduction(crypto, {
        ...options,
        session: fromHex(id),
        bind: fromHex(bind),
        signer: seed === undefined ? null : await crypto.signerOfSeed(fromHex(seed)),
        pinned: pinned === undefined ? null : fromHex(pinned),
      }));
    },
    hello: (id) => things[id].hello(),
    hear: async (id, message) => toIntroduced(await things[id].receive(message)),
    hearBytes: async (id) => toIntroduced(await things[id].receive(new ArrayBuffer(3))),

    usable: (key) => isUsableKey(fromHex(key)),

    life: (mode, now) => keep(new CodeLife(mode, now)),
    ended: (id, failure, now) => things[id].ended({ failure }, now),
    paired: (id, now) => things[id].ended({ failure: null }, now),
    state: (id, now) => things[id].state(now),
    delay: (id, now) => things[id].delay(now),

    words: () => told(async () => {
      const list = await WordList.load(chosen);
      return Array.from({ length: list.size }, (_, place) => list.at(place));
    }),
    wordsOf: (file) => told(async () => (await WordList.of(chosen, fromHex(file))).size),
    parse: (typed, list) => told(() => PairingCode.parse(typed, new WordList(list)).text),
    newWords: (list, count) => told(() => newWords(chosen, new WordList(list), count)),
  };
  window.lab = lab;
}
