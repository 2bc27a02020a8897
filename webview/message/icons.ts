import { svg, type TemplateResult } from 'lit';

function icon(paths: string): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"
    fill="none" stroke="currentColor" stroke-width="1" stroke-linecap="round" stroke-linejoin="round"><path d=${paths}></path></svg>`;
}

/** Line icons on a 16 px grid, drawn for this view. */
export const icons = {
  chevronRight: icon('M6 3.5 10.5 8 6 12.5'),
  chevronDown: icon('M3.5 6 8 10.5 12.5 6'),
  up: icon('M3.5 10 8 5.5 12.5 10'),
  close: icon('M4 4l8 8M12 4l-8 8'),
  warning: icon('M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.9v.1'),
  info: icon('M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 7v4.5M8 4.5v.1'),
  error: icon('M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5v4.5M8 11.4v.1'),
  shield: icon('M8 1.5 13.5 3.5v4c0 3.4-2.3 5.8-5.5 7-3.2-1.2-5.5-3.6-5.5-7v-4z'),
  copy: icon('M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3'),
  save: icon('M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11'),
  open: icon('M7 3.5H2.5v10h10V9M9.5 2.5h4v4M13.5 2.5 7.5 8.5'),
  link: icon('M6.5 9.5l3-3M7 4.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3.2 3.2 0 0 1 3 8.5L4.5 7'),
  file: icon('M9.5 1.5h-6v13h9v-10zM9.5 1.5v3h3'),
  text: icon('M9.5 1.5h-6v13h9v-10zM9.5 1.5v3h3M5.5 7.5h5M5.5 9.5h5M5.5 11.5h3'),
  image: icon('M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.5 5.6a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z'),
  mail: icon('M1.5 3.5h13v9h-13zM1.5 4 8 9l6.5-5'),
  calendar: icon('M2 3.5h12v10H2zM2 6.5h12M5 1.8v3M11 1.8v3'),
  archive: icon('M2 2.5h12v3H2zM3 5.5v8h10v-8M6.5 8h3'),
  media: icon('M2 3h12v10H2zM6.5 5.8v4.4L10.3 8z'),
} as const;

/** The icon for a media type. */
export function typeIcon(type: string): TemplateResult {
  if (type === 'message/rfc822') {
    return icons.mail;
  }
  if (type.startsWith('image/')) {
    return icons.image;
  }
  if (type.startsWith('audio/') || type.startsWith('video/')) {
    return icons.media;
  }
  if (type === 'text/calendar') {
    return icons.calendar;
  }
  if (/zip|compressed|x-tar|gzip|archive/.test(type)) {
    return icons.archive;
  }
  return type.startsWith('text/') || /json|xml|pdf|msword|officedocument/.test(type) ? icons.text : icons.file;
}
