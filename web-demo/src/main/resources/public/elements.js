// Small parts of the page, made of text only.

/** @param {string} name @param {string} [className] @param {string} [text] */
export function element(name, className = '', text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A paragraph whose direction follows its own text, not what came before. */
export function paragraph(className, text) {
  const made = element('p', className, text);
  made.dir = 'auto';
  return made;
}

/** A button with a name and what it does. */
export function button(className, text, run) {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', run);
  return made;
}
