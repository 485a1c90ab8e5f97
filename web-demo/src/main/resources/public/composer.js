// What is said or sent next: the box for writing, the buttons for files, and one line of help.

const STOPPED_AFTER = 4_000; // milliseconds without a key

export const PROMISE = 'Straight to the other side, encrypted. Nothing is stored.';

export class Composer {
  #composer = document.getElementById('composer');
  #message = document.getElementById('message');
  #send = document.getElementById('send');
  #hint = document.getElementById('hint');
  #attach = document.getElementById('attach');
  #attachFolder = document.getElementById('attach-folder');
  #files = document.getElementById('files');
  #folder = document.getElementById('folder');
  #wishes;
  #typing = false;
  #stopped = 0;

  /**
   * @param {{send: function(string): boolean, files: function(Iterable<File>),
   *     typing: function(boolean)}} wishes of the user; send gives whether the text may leave the box,
   *     typing comes with every key and when it stops
   */
  constructor(wishes) {
    this.#wishes = wishes;
    this.#composer.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#message.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#message.addEventListener('input', () => this.#typed());
    this.#message.addEventListener('paste', (event) => this.#pasted(event));
    this.#picks(this.#attach, this.#files);
    this.#picks(this.#attachFolder, this.#folder);
  }

  /** Whether it is seen, there is a connection, lines are taken, and why no files are, if so. */
  set state({ visible, talking, chat, files }) {
    this.#composer.hidden = !visible;
    this.#send.disabled = !talking || !chat;
    for (const one of [this.#attach, this.#attachFolder]) {
      one.disabled = !talking || files !== '';
      one.title = files === '' ? one.dataset.title : files;
    }
    if (!talking) {
      this.#stop(false);
    }
  }

  /** Whether files may be dropped or pasted now. */
  get takesFiles() {
    return !this.#attach.disabled;
  }

  /** As if the button for files was pressed, or the one for a folder. @param {boolean} folder */
  choose(folder) {
    (folder ? this.#folder : this.#files).click();
  }

  hint(text) {
    this.#hint.textContent = text;
  }

  focus() {
    this.#message.focus();
  }

  clear() {
    this.#message.value = '';
  }

  #submit() {
    const text = this.#message.value;
    if (text !== '' && !this.#send.disabled && this.#wishes.send(text)) {
      this.#message.value = '';
      this.#stop(true);
    }
    this.#message.focus();
  }

  #typed() {
    if (this.#send.disabled) {
      return;
    }
    if (this.#message.value === '') {
      this.#stop(true);
      return;
    }
    this.#typing = true;
    this.#wishes.typing(true);
    clearTimeout(this.#stopped);
    this.#stopped = setTimeout(() => this.#stop(true), STOPPED_AFTER);
  }

  #stop(tell) {
    clearTimeout(this.#stopped);
    if (this.#typing && tell) {
      this.#wishes.typing(false);
    }
    this.#typing = false;
  }

  #pasted(event) {
    const { files } = event.clipboardData;
    if (files.length > 0 && this.takesFiles) {
      event.preventDefault();
      this.#wishes.files([...files]);
    }
  }

  #picks(button, input) {
    button.dataset.title = button.title;
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const files = [...input.files];
      input.value = ''; // So that the same file can be chosen again.
      if (files.length > 0) {
        this.#wishes.files(files);
      }
    });
  }
}
