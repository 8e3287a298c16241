/** Small helpers for the page. Text from documents is set as text alone, never as markup. */

export const byId = (id) => document.getElementById(id);

/** Return a new element. */
export function element(tag, { className = "", text = "", data = {} } = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/** Show or hide. */
export const show = (id, visible) => {
  byId(id).hidden = !visible;
};

/** Return a use of one of the page's own drawings. */
export function drawing(name, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
