// Makes the page's transfers callable from outside, as window.lab: two ends over channels that only this
// page has, or one end and somebody who says what a test says. Values are JSON.

async () => {
  // So that a tab can end as tabs do: its worker and its locks at once, and without a word.
  const ends = [];
  if (globalThis.navigator?.locks !== undefined) {
    const { Worker: BrowsersWorker } = globalThis;
    globalThis.Worker = class extends BrowsersWorker {
      constructor(address) {
        super(address);
        ends.push(() => this.terminate());
      }
    };
    const request = navigator.locks.request.bind(navigator.locks);
    navigator.locks.request = (name, hold) =>
      request(name, () => Promise.race([hold(), new Promise((resolve) => ends.push(resolve))]));
  }

  const load = (name) => import(`${globalThis.base ?? ''}/${name}.js`);
  const { base64url, fromBase64url, hex, concat } = await load('pairing/bytes');
  const { FrameReader, frameOf } = await load('files/frames');
  const { flags, folded, refusal } = await load('files/names');
  const { gatherDrop, gatherFiles } = await load('files/gather');
  const { canonical, Manifest, readEntry, unsound } = await load('files/manifest');
  const { listHash, sha256 } = await load('files/hashing');
  const { readMessage } = await load('files/messages');
  const { Places } = await load('files/places');
  const { Proofs } = await load('files/proofs');
  const { Tokens } = await load('files/tokens');
  const { Transfers } = await load('files/transfers');
  const { note, strike, unfinished } = await load('files/unfinished');
  const { chooseCrypto } = await load('pairing/crypto');

  const CHUNK = 1024 * 1024;
  const backend = await chooseCrypto();
  const sides = [];
  const wires = [];
  const places = new Places();
  await places.going([], '', ''); // Now it is ready.

  const patterned = (size, seed) => {
    const data = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      data[i] = (i + (i >>> 8) * 7 + (i >>> 16) * 13 + seed) & 255;
    }
    return data;
  };

  const fileOf = ({ path, size, seed = 0, modified = 1_700_000_000_000 }) => {
    const file = new File([patterned(size, seed)], path.split('/').at(-1), { lastModified: modified });
    if (path.includes('/')) {
      Object.defineProperty(file, 'webkitRelativePath', { value: path });
    }
    return file;
  };

  /** One end of a channel: what is sent arrives in a later turn, in order. */
  class FakeChannel extends EventTarget {
    readyState = 'open';
    bufferedAmount = 0;
    bufferedAmountLowThreshold = 0;
    other = null;
    log = [];
    limit = Infinity; // bytes that arrive before it stands still
    #queue = [];
    #turning = false;

    constructor(label, protocol) {
      super();
      this.label = label;
      this.protocol = protocol;
    }

    send(data) {
      if (this.readyState !== 'open') {
        throw new DOMException('closed', 'InvalidStateError');
      }
      const copy = typeof data === 'string' ? data : data.slice().buffer;
      this.log.push(typeof data === 'string' ? data : data.length);
      this.bufferedAmount += copy.length ?? copy.byteLength;
      this.#queue.push(copy);
      this.#turn();
    }

    close() {
      if (this.readyState === 'open') {
        this.readyState = 'closing';
        this.#turn();
      }
    }

    /** What stood still moves on. */
    go() {
      this.limit = Infinity;
      this.#turn();
    }

    /** Nothing of what is under way arrives. */
    cut() {
      if (this.readyState !== 'closed') {
        this.readyState = 'closed';
        this.#queue = [];
        this.onclose?.();
      }
    }

    #turn() {
      if (!this.#turning) {
        this.#turning = true;
        setTimeout(() => this.#deliver());
      }
    }

    #deliver() {
      this.#turning = false;
      for (let i = 0; i < 16 && this.#queue.length > 0 && this.readyState !== 'closed'; i++) {
        this.limit -= this.#queue[0].byteLength ?? 0;
        if (this.limit < 0) {
          return;
        }
        const data = this.#queue.shift();
        const before = this.bufferedAmount;
        this.bufferedAmount -= data.length ?? data.byteLength;
        if (this.other.readyState === 'open') {
          this.other.onmessage?.({ data });
        }
        const low = this.bufferedAmountLowThreshold;
        if (before > low && this.bufferedAmount <= low) {
          this.onbufferedamountlow?.();
        }
      }
      if (this.#queue.length > 0) {
        this.#turn();
      } else if (this.readyState === 'closing') {
        this.cut();
        this.other.cut();
      }
    }
  }

  /** All of one side: its transfers, and those that it has told of. */
  class Side {
    seen = [];
    failed = false;
    changes = 0;
    #waiting = [];

    constructor(own = places) {
      this.transfers = new Transfers(own, new Tokens(), {
        transfer: (transfer) => {
          this.seen.push(transfer);
          transfer.listen(() => this.#changed());
          this.#changed();
        },
        lacking: () => {},
        failed: () => {
          this.failed = true;
          this.#changed();
        },
      });
    }

    #changed() {
      this.changes++;
      this.#waiting = this.#waiting.filter(({ until, resolve }) => {
        const done = until();
        if (done) {
          resolve();
        }
        return !done;
      });
    }

    until(condition) {
      return new Promise((resolve) => {
        this.#waiting.push({ until: condition, resolve });
        this.#changed();
      });
    }
  }

  /** A connection between two sides; `null` is somebody whom the test speaks for. */
  class Wire {
    channels = [];

    constructor(a, b) {
      this.a = a;
      this.b = b;
      wires.push(this);
    }

    /** What each has shown to the other: a key that lasts, or none; apart: each is in another session. */
    begin(peerOfA = null, peerOfB = null, apart = false) {
      this.open = true;
      const [session, other] = [backend.random(32), backend.random(32)];
      const who = (lasting, number) => ({ lasting, proofs: new Proofs(backend, number) });
      const ofA = who(peerOfA, session);
      const ofB = who(peerOfB, apart ? other : session);
      this.a?.transfers.begin({ open: (...of) => this.#channel(this.b, of), longest: 65_536 }, ofA);
      this.b?.transfers.begin({ open: (...of) => this.#channel(this.a, of), longest: 65_536 }, ofB);
      this.a?.transfers.named(true);
      this.b?.transfers.named(true);
    }

    cut() {
      this.open = false;
      this.channels.forEach((channel) => channel.cut());
      this.a?.transfers.interrupt();
      this.b?.transfers.interrupt();
    }

    #channel(to, [label, protocol]) {
      const [own, other] = [new FakeChannel(label, protocol), new FakeChannel(label, protocol)];
      own.other = other;
      other.other = own;
      this.channels.push(own, other);
      if (to !== null) {
        to.transfers.announced(other);
      }
      return own;
    }

    /** A channel that the one whom the test speaks for opens. */
    dial() {
      return this.#channel(this.a, ['sotto.files', 'sotto.files.v1']);
    }
  }

  const told = (transfer) => ({
    state: transfer.state,
    end: transfer.end,
    bytes: transfer.progress.bytes,
    total: transfer.progress.total,
    files: transfer.progress.files,
    of: transfer.progress.of,
    fates: transfer.manifest && transfer.state !== 'listing'
      ? Array.from(transfer.manifest.entries.slice(0, 50), (_, i) => transfer.stateOf(i))
      : [],
  });

  const digest = async (blob) => hex(await sha256(new Uint8Array(await blob.arrayBuffer())));

  const selectionOf = async (files) => {
    const { selection, problem } = await gatherFiles(files.map(fileOf));
    if (selection === null) {
      throw new Error(problem);
    }
    return selection;
  };

  /** A folder as a user would pick one. */
  const picked = async (name) => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(name, { create: true });
  };

  const ended = ({ end }) => end !== null;

  window.lab = {
    names: (paths) => paths.map((path) => refusal(path)),
    flags: (entries) => entries.map((entry) => flags({ folder: false, executable: false, ...entry })),
    folded,
    manifest: async (values) => {
      const entries = values.map(readEntry);
      if (entries.includes(null)) {
        return { refused: 'entry' };
      }
      const problem = unsound(entries);
      if (problem !== null) {
        return { refused: problem.why };
      }
      const manifest = await Manifest.of(entries);
      const { hash, files, folders, bytes } = manifest;
      const pages = [...manifest.pages()];
      const longest = Math.max(0, ...pages.map((page) => page.length));
      return { hash: hex(fromBase64url(hash)), canonical: hex(canonical(entries)), files, folders, bytes, longest };
    },
    many: async (count) => {
      const entries = Array.from({ length: count }, (_, i) => ({ p: `a folder/of many/file ${i}.txt`, s: i }));
      const { hash, longest, refused } = await window.lab.manifest(entries);
      return { hash, longest, refused };
    },
    patternedHash: async (size) => {
      const data = patterned(size, 0);
      const hashes = [];
      for (let at = 0; at < size; at += CHUNK) {
        hashes.push(await sha256(data.subarray(at, at + CHUNK)));
      }
      return hex(await listHash(hashes));
    },
    listHash: async (hashes) => hex(await listHash(hashes.map((hash) => fromHexText(hash)))),
    frame: ({ index, chunk, hash }, data) =>
      hex(frameOf({ index, chunk, hash: fromHexText(hash) }, fromHexText(data))),
    readFrame: (messages) => {
      const reader = new FrameReader();
      return messages.map((message) => {
        const { wrong, taken, frame } = reader.take(fromHexText(message), () => true);
        return { wrong, taken, frame: frame && { ...frame.header, hash: hex(frame.header.hash), data: hex(frame.data) } };
      });
    },
    backend: () => backend.name,
    proof: async ({ token, session, id }) => {
      const proofs = new Proofs(backend, fromBase64url(session, 32));
      return { owner: await proofs.owner(token), proofs: await proofs.of([token], id) };
    },
    /** Which of the tokens that one gave the proofs of another prove. */
    proved: async (given, { id, session, proofs }) => {
      const own = new Proofs(backend, fromBase64url(session, 32));
      const owners = await Promise.all(given.map((token) => own.owner(token)));
      const proved = await own.owners(['key:1', ...owners], id, proofs);
      return proved.map((owner) => owners.indexOf(owner));
    },
    /** What is shown of these tokens, kept one after another for one of two manifests. */
    kept: (manifest, kept) => {
      sessionStorage.removeItem('sotto.tokens');
      kept.forEach(([own, token]) => new Tokens().keep(own, token));
      const of = new Tokens().of(manifest);
      sessionStorage.removeItem('sotto.tokens');
      return of;
    },
    messages: (texts) => texts.map((text) => readMessage(text)),
    gather: async (files) => {
      const { selection, problem } = await gatherFiles(files.map(fileOf));
      const { entries = null, hash = null } = selection?.manifest ?? {};
      return { paths: entries?.map(({ path }) => path) ?? null, hash, problem };
    },
    note: async (values) => {
      const id = hex(crypto.getRandomValues(new Uint8Array(16)));
      note({ id, manifest: await Manifest.of(values.map(readEntry)) });
      const noted = unfinished().find((each) => each.id === id);
      strike(id);
      return noted;
    },
    storesOnDisk: async () => (await places.of(await Manifest.of([]), null, [])).constructor.name,

    /** Sends files from one side to another and tells what has become of them. */
    transfer: async ({ files, chosen = null, cut = null, reload = false, peer = null, other = peer, apart = false, folder = null, broken = null }) => {
      const mark = ends.length;
      const [from, to] = [new Side(), new Side(reload ? new Places() : places)];
      let receiver = to;
      const wire = new Wire(from, to);
      wire.begin(peer, peer);
      const selection = await selectionOf(files);
      if (broken !== null) {
        const error = () => Promise.reject(new DOMException('as a browser says it', broken));
        selection.files[0] = { slice: () => ({ arrayBuffer: error }) };
      }
      const outgoing = from.transfers.send(selection);
      wire.channels.forEach((channel) => {
        channel.limit = cut === null ? Infinity : cut + CHUNK / 2;
      });
      await to.until(() => to.seen.length > 0);
      let incoming = to.seen[0];
      let asked = true;
      const problem = await incoming.accept({ chosen, place: folder && (await picked(folder)) });
      const logs = () => wire.channels.filter(({ log }) => log.length > 0).map(({ log }) => log);
      if (cut !== null) {
        await to.until(() => incoming.progress.bytes >= cut);
        wire.cut();
        if (reload) {
          ends.splice(mark).forEach((end) => end());
          receiver = new Side(new Places());
        }
        const next = new Wire(from, receiver);
        next.begin(other, other, apart);
        if (reload) {
          await receiver.until(() => receiver.seen.length > 0);
          incoming = receiver.seen[0];
          asked = incoming.state === 'offered';
          await incoming.accept({ chosen, place: null });
        }
      }
      await receiver.until(() => ended(incoming));
      await from.until(() => ended(outgoing));
      const hashes = [];
      const got = [...incoming.manifest.entries.keys()].filter((i) => incoming.stateOf(i) === 'got');
      for (const index of incoming.savable ? got.slice(0, 20) : []) {
        const { name, blob } = await incoming.take(index);
        hashes.push({ name, size: blob.size, type: blob.type, hash: await digest(blob) });
      }
      const texts = wires.at(-1).channels
        .flatMap(({ log }) => log)
        .filter((each) => typeof each === 'string' && each.length < 500);
      return {
        problem, asked, outgoing: told(outgoing), incoming: told(incoming), hashes, texts,
        longest: Math.max(...logs().flat().filter(Number.isInteger), 0),
        failed: from.failed || to.failed,
      };
    },
    patternedFile: async ({ size, seed = 0 }) => hex(await sha256(patterned(size, seed))),

    /** What is in a picked folder: paths and hashes. */
    inFolder: async (name) => {
      const found = {};
      const walk = async (folder, path) => {
        for await (const [own, handle] of folder.entries()) {
          if (handle.kind === 'file') {
            found[path + own] = await digest(await handle.getFile());
          } else {
            found[`${path}${own}/`] = '';
            await walk(handle, `${path}${own}/`);
          }
        }
      };
      await walk(await picked(name), '');
      return found;
    },
    /** So many offers at once, of which none is answered. */
    offers: async (count) => {
      const [from, to] = [new Side(), new Side()];
      new Wire(from, to).begin();
      const sent = [];
      for (let i = 0; i < count; i++) {
        sent.push(from.transfers.send(await selectionOf([{ path: `${i}`, size: 1 }])));
      }
      await to.until(() => to.seen.length >= sent.filter((each) => each !== null).length);
      const refused = sent.filter((each) => each === null).length;
      const declined = sent[0];
      to.seen[0].decline();
      await from.until(() => ended(declined));
      sent[1].cancel();
      await to.until(() => ended(to.seen[1]));
      return { refused, declined: told(declined), cancelled: told(to.seen[1]), seen: to.seen.length };
    },
    /** A card of so many files that are offered and taken back; `names` tells whether they are still held. */
    takenBack: async (count) => {
      const { TransferCard } = await load('transfer-card');
      const [from, to] = [new Side(), new Side()];
      new Wire(from, to).begin();
      const files = Array.from({ length: count }, (_, i) => ({ path: `file ${i}`, size: 1 }));
      const outgoing = from.transfers.send(await selectionOf(files));
      await to.until(() => to.seen.length > 0);
      const [incoming] = to.seen;
      window.card = new TransferCard(incoming, { peer: 'Mallory', tell: () => {} });
      window.names = new WeakRef(incoming.manifest);
      outgoing.cancel();
      while (!ended(incoming)) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      wires.length = 0; // What else holds it, here.
      to.seen.length = 0;
    },
    card: () => ({
      text: window.card.element.textContent,
      rows: window.card.element.querySelectorAll('li').length,
      inputs: window.card.element.querySelectorAll('input').length,
      names: window.names.deref() !== undefined,
    }),
    /** How a transfer ends that the receiver cancels under way. */
    cancelUnderWay: async (who) => {
      const [from, to] = [new Side(), new Side()];
      const wire = new Wire(from, to);
      wire.begin();
      const outgoing = from.transfers.send(await selectionOf([{ path: 'a', size: 20 * CHUNK }]));
      wire.channels.forEach((channel) => (channel.limit = 3.5 * CHUNK));
      await to.until(() => to.seen.length > 0);
      const incoming = to.seen[0];
      await incoming.accept({ chosen: null, place: null });
      await to.until(() => incoming.progress.bytes > 2 * CHUNK);
      (who === 'sender' ? outgoing : incoming).cancel();
      wire.channels.forEach((channel) => channel.go());
      await from.until(() => ended(outgoing));
      await to.until(() => ended(incoming));
      return { outgoing: told(outgoing), incoming: told(incoming), failed: from.failed || to.failed };
    },
    /** How the receiver hears of what the sender calls off around a break. */
    calledOff: async (when) => {
      const [from, to] = [new Side(), new Side()];
      const wire = new Wire(from, to);
      wire.begin();
      const outgoing = from.transfers.send(await selectionOf([{ path: 'a', size: 20 * CHUNK }]));
      wire.channels.forEach((channel) => (channel.limit = 3.5 * CHUNK));
      await to.until(() => to.seen.length > 0);
      const incoming = to.seen[0];
      await incoming.accept({ chosen: null, place: null });
      await to.until(() => incoming.progress.bytes > 2 * CHUNK);
      if (when === 'before') {
        outgoing.cancel();
      }
      wire.cut();
      let sender = from;
      if (when === 'after') {
        outgoing.cancel();
      } else if (when === 'reloaded') {
        sender = new Side();
        sender.transfers.giveUpLacking();
      }
      new Wire(sender, to).begin();
      await to.until(() => ended(incoming));
      return { incoming: told(incoming), failed: sender.failed || to.failed };
    },
    /**
     * What both sides make of a channel that closes without a word, after another transfer was cancelled;
     * and how many channels they open after a break.
     */
    givenUp: async () => {
      const [from, to] = [new Side(), new Side()];
      const wire = new Wire(from, to);
      wire.begin();
      const cancelled = from.transfers.send(await selectionOf([{ path: 'a', size: 1 }]));
      await to.until(() => to.seen.length > 0);
      cancelled.cancel();
      await to.until(() => ended(to.seen[0]));
      const outgoing = from.transfers.send(await selectionOf([{ path: 'b', size: 1 }]));
      await to.until(() => to.seen.length > 1);
      const incoming = to.seen[1];
      wire.channels.forEach((channel) => channel.close());
      await from.until(() => ended(outgoing));
      await to.until(() => ended(incoming));
      wire.cut();
      const next = new Wire(from, to);
      next.begin();
      const failed = from.failed || to.failed;
      return { outgoing: told(outgoing), incoming: told(incoming), channels: next.channels.length, failed };
    },
    /** What happens to an offer of so many bytes that are never sent. */
    tooMuch: async (size) => {
      const side = new Side();
      const wire = new Wire(side, null);
      wire.begin();
      const channel = wire.dial();
      const offer = await window.lab.offerOf([{ p: 'huge', s: size }]);
      offer.forEach((message) => channel.send(message));
      await side.until(() => side.seen.length > 0);
      const problem = await side.seen[0].accept({ chosen: null, place: null });
      return { problem, state: side.seen[0].state };
    },
    /** Somebody sends to us what a test says; we accept whatever was offered. */
    receive: async (messages) => {
      const side = new Side();
      const wire = new Wire(side, null);
      wire.begin();
      const channel = wire.dial();
      const said = [];
      const closed = new Promise((resolve) => {
        channel.onclose = resolve;
      });
      channel.onmessage = ({ data }) => said.push(data);
      for (const message of messages) {
        if (message === 'ACCEPT') {
          await side.until(() => side.seen.length > 0 || side.failed);
          await side.seen[0]?.accept({ chosen: null, place: null });
        } else if (channel.readyState === 'open') {
          channel.send(typeof message === 'string' ? message : fromHexText(message.hex));
        }
      }
      await side.until(() => side.seen.length > 0 || side.failed);
      if (!messages.includes('ACCEPT') && channel.readyState === 'open') {
        channel.send('{"t":"cancel","why":"user"}'); // So that it ends also where nothing was wrong.
      }
      await closed;
      sides.push(side);
      return { failed: side.failed, said, transfers: side.seen.map(told), open: channel.readyState };
    },
    /**
     * Somebody receives from us, and says what a test says, or waits: for what we say to hold a text, for
     * so many bytes, or for the end.
     */
    send: async (files, messages) => {
      const side = new Side();
      const wire = new Wire(side, null);
      wire.begin();
      const said = [];
      const outgoing = side.transfers.send(await selectionOf(files));
      const channel = wire.channels[1];
      const bytes = () => said.filter(Number.isInteger).reduce((sum, length) => sum + length, 0);
      let heard = () => {};
      channel.onmessage = ({ data }) => {
        said.push(typeof data === 'string' ? data : data.byteLength);
        heard();
      };
      const until = async (condition) => {
        while (!condition()) {
          await new Promise((resolve) => {
            heard = resolve;
          });
        }
      };
      for (const message of messages) {
        if (message === 'END') {
          await side.until(() => ended(outgoing));
        } else if (message.bytes !== undefined) {
          await until(() => bytes() >= message.bytes);
        } else if (message.text !== undefined) {
          await until(() => said.some((each) => typeof each === 'string' && each.includes(message.text)));
        } else if (channel.readyState === 'open') {
          channel.send(message);
        }
      }
      for (let turn = 0; turn < 20; turn++) {
        await new Promise((resolve) => setTimeout(resolve)); // What it would say beyond that.
      }
      return { failed: side.failed, said, transfer: told(outgoing), open: channel.readyState };
    },
    offerOf: async (values, more = {}) => {
      const { hash, files, folders, bytes } = await window.lab.manifest(values);
      const id = hex(crypto.getRandomValues(new Uint8Array(16)));
      return [
        JSON.stringify({ t: 'offer', id, files, folders, bytes, ...more }),
        JSON.stringify({ t: 'entries', e: values }),
        JSON.stringify({ t: 'offered', manifest: base64url(fromHexText(hash)) }),
      ];
    },
    sha256: async (data) => base64url(await sha256(fromHexText(data))),
  };

  function fromHexText(text) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }
}
