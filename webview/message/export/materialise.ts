import { isPixel } from '../render/frame.ts';
import type { ImageStore } from '../render/images.ts';
import { dressLink } from '../render/links.ts';
import type { SanitisedHtml } from '../render/sanitise.ts';

/** A mail's tree for a document outside this view: links lead where they led, images are inside, nothing is remote. */
export interface Materialised {
  readonly body: HTMLElement;
  /** Custom properties that the mail's CSS takes its background images from. */
  readonly variables: ReadonlyMap<string, string>;
  readonly css: string;
}

/** Gives the sanitised tree its links and images back. Remote images stay out even where the reader sees them. */
export async function materialise(content: SanitisedHtml, images: ImageStore): Promise<Materialised> {
  for (const [element, target] of content.links) {
    dressLink(element as HTMLElement, target);
    // A page shows where its links lead; only what deceives needs words.
    if (!element.classList.contains('mx-mismatch')) element.removeAttribute('title');
    element.setAttribute('href', target.href);
  }
  for (const [element, id] of content.anchors) {
    element.setAttribute('href', `#${encodeURIComponent(id)}`);
  }
  const variables = new Map<string, string>();
  for (const { place, resource } of content.images) {
    const data = resource.kind === 'remote' ? null : await images.embedded(resource);
    if ('variable' in place) {
      if (data !== null) variables.set(place.variable, `url("${data}")`);
    } else if (data === null) {
      place.element.classList.add('mx-missing');
    } else {
      place.element.setAttribute('src', data);
    }
  }
  for (const image of content.body.querySelectorAll('img.mx-blocked')) {
    image.classList.toggle('mx-pixel', isPixel(image));
  }
  return { body: content.body, variables, css: content.css };
}
