const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Elements that a mail may use; everything else goes, its text stays unless `droppedWithContent` names it. */
export const allowedTags = words(`
  html body a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup
  dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd
  li main mark menu nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table
  tbody td tfoot th thead time tr tt u ul var wbr
`);

/**
 * Attributes that stay. None of them can hold a URL: `href`, `src`, `background` and `srcset` are read by the
 * sanitiser's hooks, kept beside the tree, and removed from it.
 */
export const allowedAttributes = words(`
  abbr align alt bgcolor border cellpadding cellspacing class clear color cols colspan compact datetime dir face
  headers height hspace id lang nowrap noshade open reversed role rowspan rules scope size span start style summary
  text title type valign value vspace width
`);

/** Elements whose text is no text for people. */
export const droppedWithContent = words(`
  script style svg math template noscript noembed noframes iframe frame frameset object embed applet portal head
  title meta link base audio video source track canvas xmp plaintext textarea select option optgroup datalist
  input map area param marquee fencedframe x-template
`);

/** Attributes by which an element of any kind may ask for something. */
export const urlAttributes = words(`
  src srcset href xlink:href data poster background lowsrc dynsrc code archive classid codebase manifest content
  imagesrcset formaction icon
`);

/** Everything in the frame is named with this, so that no element of a mail can take the name of something else. */
export const namePrefix = 'mail-';
