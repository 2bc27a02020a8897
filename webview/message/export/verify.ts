import { allowedAttributes, allowedTags } from '../render/policy.ts';

const tags = new Set(allowedTags);
const names = new Set([...allowedAttributes, 'href', 'src', 'rel', 'id', 'role', 'tabindex']);
const link = /^(?:https?:\/\/|mailto:|#)/;
const image = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon);base64,[A-Za-z0-9+/=]*$/;

function attributeIsSafe(element: Element, { name, value }: Attr): boolean {
  switch (name) {
    case 'href':
      return element.localName === 'a' && link.test(value);
    case 'src':
      return element.localName === 'img' && image.test(value);
    case 'style':
      return !/url\s*\(/i.test(value);
    default:
      return names.has(name);
  }
}

/**
 * Reads serialised markup again as a browser will, and looks whether it still is what the sanitiser let through: the
 * only tree that passes through a parser a second time is the one that is exported.
 */
export function readsBackSafely(markup: string): boolean {
  const doc = new DOMParser().parseFromString(`<!doctype html><body>${markup}`, 'text/html');
  const inside = Array.from(doc.querySelectorAll('body *'));
  return (
    doc.head.childNodes.length === 0 &&
    doc.body.attributes.length === 0 &&
    inside.every(
      (element) =>
        element.namespaceURI === 'http://www.w3.org/1999/xhtml' &&
        tags.has(element.localName) &&
        Array.from(element.attributes).every((attribute) => attributeIsSafe(element, attribute)),
    )
  );
}
