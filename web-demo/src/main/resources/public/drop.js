// Files that are dropped anywhere on the page; elsewhere a browser would open them instead of us.

export class DropZone {
  #overlay = document.getElementById('dropping');
  #inside = 0; // elements that the pointer has entered and not left

  /** @param {{may: function(): boolean, drop: function(DataTransfer)}} wishes */
  constructor({ may, drop }) {
    addEventListener('dragenter', (event) => {
      if (carriesFiles(event)) {
        this.#inside++;
        this.#overlay.hidden = !may();
      }
    });
    addEventListener('dragleave', (event) => {
      if (carriesFiles(event)) {
        this.#left(this.#inside - 1);
      }
    });
    addEventListener('dragover', (event) => {
      if (carriesFiles(event)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = may() ? 'copy' : 'none';
      }
    });
    addEventListener('drop', (event) => {
      if (carriesFiles(event)) {
        event.preventDefault();
        this.#left(0);
        if (may()) {
          drop(event.dataTransfer);
        }
      }
    });
  }

  #left(inside) {
    this.#inside = Math.max(0, inside);
    if (this.#inside === 0) {
      this.#overlay.hidden = true;
    }
  }
}

function carriesFiles({ dataTransfer }) {
  return dataTransfer !== null && dataTransfer.types.includes('Files');
}
