/**
 * What the host and the message view say to each other. Types only: both sides import it, neither gains a byte.
 * Every string here that came from a mail is decoded but **not** cleaned: the view sets it as text, never as markup,
 * and makes control and bidi characters visible. Only `HtmlBody.html` is markup, and it is raw: the view sanitises it.
 */

/** A mailbox address for people. `name` is decoded; null when the mail gave none. */
export interface AddressView {
  readonly name: string | null;
  /** `local@host`, decoded for display; may be empty for a broken header. */
  readonly address: string;
  /** Name of the RFC 5322 group it stands in, else null. An empty group is one entry with an empty address. */
  readonly group: string | null;
}

export interface HeaderView {
  /** As the mail spells it. */
  readonly name: string;
  /** Unfolded, encoded words decoded. */
  readonly value: string;
  /** Unfolded, otherwise as it stands in the mail. */
  readonly raw: string;
}

/** How much of a body was fetched. */
export interface BodyExtent {
  /** True when the body goes on. */
  readonly truncated: boolean;
  /** The rest can be shown too: the view offers *Show all* (`showAll`). False where it is too much for a page. */
  readonly canShowAll: boolean;
  /** Octets on the server, transfer encoding included. */
  readonly totalSize: number;
}

export interface HtmlBody extends BodyExtent {
  /** The HTML as the mail brought it, decoded to text. Never trusted. */
  readonly html: string;
}

/** A paragraph of plain text; a line feed inside it is a real line break. */
export interface TextParagraph {
  /** How often it is quoted: the number of leading `>`, which `text` no longer holds. */
  readonly depth: number;
  readonly text: string;
  /** True for a flowed paragraph, which wraps at the window; false for a fixed line, whose spaces matter. */
  readonly flowed: boolean;
}

export interface TextBody extends BodyExtent {
  readonly paragraphs: readonly TextParagraph[];
  /** Content-Type said format=flowed (RFC 3676). */
  readonly flowed: boolean;
  readonly delSp: boolean;
}

/**
 * One displayable piece of the message. Most mails have one; a list footer or text between attachments makes more.
 * Each HTML piece gets a frame of its own: joining them would let one part wrap another.
 */
export interface BodyView {
  /** IMAP section of the part (of the HTML one when there are both). */
  readonly section: string;
  readonly html: HtmlBody | null;
  readonly text: TextBody | null;
}

export interface AttachmentView {
  /** As IMAP numbers it; `n!m` is the mth file that the text `n` carries within itself (uuencode, yEnc). */
  readonly section: string;
  /** Cleaned base name, safe to write to disk; control and bidi characters already made visible. */
  readonly name: string;
  /** `type/subtype`, lower case. */
  readonly type: string;
  /** Octets on the server, transfer encoding included. */
  readonly size: number;
  /** Octets after decoding, estimated from the encoding; what people expect to see. */
  readonly decodedSize: number;
  readonly inline: boolean;
  /**
   * What *Open* does: `message` → message editor, `text`/`image` → VS Code's own editor, `card` → a card in this view (`card`),
   * `save` → only saving is offered.
   */
  readonly opens: 'message' | 'text' | 'image' | 'card' | 'save';
  /** Where label, name and content (once octets of it are known) disagree: one plain sentence; else null. */
  readonly warning?: string | null;
}

/** An invitation or a contact, read by the host; every string is set as text. */
export interface CardView {
  readonly kind: 'event' | 'contact';
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
}

/** An inline image that some HTML may name by `cid:`; its octets follow in an `image` message. */
export interface InlineImageView {
  /** Content-ID without angle brackets. */
  readonly cid: string;
  /** IMAP section of the image. Of several with one cid the first is here, the others are left out. */
  readonly section: string;
  readonly type: string;
  readonly size: number;
}

/** One part in the tree of a message; the list of them runs as the message does, `depth` tells the nesting. */
export interface PartView {
  /** As IMAP numbers it; empty for a multipart that is the whole message. */
  readonly section: string;
  readonly depth: number;
  /** `type/subtype`, lower case. */
  readonly type: string;
  readonly charset: string | null;
  /** Content-Transfer-Encoding; null for a multipart. */
  readonly encoding: string | null;
  /** Octets of its body as transferred; null where the server does not tell. */
  readonly size: number | null;
  /** Content-ID without angle brackets. */
  readonly id: string | null;
  readonly disposition: string | null;
  /** File name as the mail has it, decoded, not cleaned. */
  readonly name: string | null;
  /** Offsets of header, body and end in the whole message, where its octets are at hand. */
  readonly range: { readonly start: number; readonly body: number; readonly end: number } | null;
  /** What the server says otherwise, a phrase each; absent where it agrees or was not compared. */
  readonly differences?: readonly string[];
}

/** What the server tells of a message beside what its octets say. */
export interface InspectionView {
  readonly envelope: readonly {
    readonly field: string;
    /** Decoded; empty where there is none. */
    readonly server: string;
    readonly message: string;
    readonly differs: boolean;
  }[];
  /** In the place of `structure`: as the octets have them where they were read, else as the server tells them. */
  readonly parts: readonly PartView[];
  /** The octets were read, so that parts are compared and have ranges. */
  readonly whole: boolean;
  /** They may be read on request (`inspect` with `whole`). */
  readonly canRead: boolean;
  readonly problems: readonly string[];
}

export interface MessageView {
  readonly subject: string;
  readonly from: readonly AddressView[];
  /** Sender, only where it differs from From. */
  readonly sender: readonly AddressView[];
  readonly replyTo: readonly AddressView[];
  readonly to: readonly AddressView[];
  readonly cc: readonly AddressView[];
  readonly bcc: readonly AddressView[];
  readonly date: {
    /** ISO 8601 in UTC from the Date header, else from the server's INTERNALDATE; null when neither parses. */
    readonly iso: string | null;
    /** The Date header as written. */
    readonly original: string | null;
    /** INTERNALDATE: when the server received it, ISO 8601. */
    readonly received: string | null;
  };
  readonly messageId: string | null;
  readonly flags: readonly string[];
  /** Octets of the whole message, when the server told it. */
  readonly size: number | null;
  /** All of them, in order, duplicates kept. */
  readonly headers: readonly HeaderView[];
  readonly bodies: readonly BodyView[];
  readonly attachments: readonly AttachmentView[];
  /** Where its attachments are files: `<partsUri>/<section>/<name>`, each component encoded; what a drag hands over. */
  readonly partsUri?: string;
  readonly inlineImages: readonly InlineImageView[];
  /** Empty when the structure is not known. */
  readonly structure: readonly PartView[];
  /** What had to be mended or guessed, one plain sentence each. */
  readonly problems: readonly string[];
  readonly accountLabel: string;
  readonly mailboxLabel: string;
  /** How its mailing list can be left; a click asks first and names the host. */
  readonly unsubscribe?: { readonly kind: 'one-click' | 'web' | 'mail'; readonly host: string } | null;
  /** Patches that the message is or brings: `section` of the text or attachment. */
  readonly patches?: readonly PatchView[];
  /** A verified sender, whose images may be loaded always; null where nobody trusted vouches for the sender. */
  readonly alwaysImagesFrom?: string | null;
  /** Remote images are never loaded here: the message is junk. */
  readonly remoteImagesRefused?: boolean;
  /** Servers whose Authentication-Results count (RFC 8601 §5), by authserv-id: those that the setting names. */
  readonly trustedAuthServers?: readonly string[];
  /** A server told envelope and structure, so `inspect` can compare them with the octets. */
  readonly inspectable?: boolean;
  /** The policy of the page allows `img-src https:`. When false the view strips remote images and counts them. */
  readonly remoteImagesAllowed: boolean;
}

export interface PatchView {
  readonly section: string;
  /** The message itself is the patch, as git sends them; else an attachment. */
  readonly mailed: boolean;
  /** Its place in a series; 1 of 1 for a single one. */
  readonly number: number;
  readonly total: number;
  /** Names of changed files, for a mailed one; the first of them. */
  readonly files: readonly string[];
  readonly name: string;
}

export type ErrorKind = 'message-gone' | 'mailbox-gone' | 'connection' | 'authentication' | 'refused' | 'other';

export type HostToMessageView =
  | {
      readonly type: 'progress';
      /** What is being done, translated. */ readonly text: string;
      readonly received: number | null;
      readonly total: number | null;
    }
  | { readonly type: 'show'; readonly message: MessageView }
  /** Octets of one inline image, decoded. May come before or after the frame has loaded. */
  | { readonly type: 'image'; readonly cid: string; readonly mediaType: string; readonly data: Uint8Array }
  | { readonly type: 'imageFailed'; readonly cid: string; readonly reason: string }
  /** Replaces everything shown unless `keep`; then it is a line above the message. `canRetry` offers `retry`. */
  | {
      readonly type: 'error';
      readonly kind: ErrorKind;
      readonly message: string;
      readonly canRetry: boolean;
      readonly keep: boolean;
    }
  | { readonly type: 'flags'; readonly flags: readonly string[] }
  /** What is so for the time being (read-only, over quota, disconnected, …), all of it, one line each; empty when nothing is. */
  | {
      readonly type: 'conditions';
      readonly lines: readonly { readonly kind: 'info' | 'warning'; readonly text: string }[];
    }
  /** Answers `openAttachment` of an attachment that `opens` as a card. An empty list: there is nothing in it to show. */
  | { readonly type: 'cards'; readonly section: string; readonly cards: readonly CardView[] }
  /** Answers `inspect`. */
  | { readonly type: 'inspection'; readonly inspection: InspectionView }
  /** What came out about an attachment when its octets were read. */
  | { readonly type: 'attachment'; readonly section: string; readonly warning: string }
  /** The beginning of the exact source, answered to `source`. `text` null: it could not be fetched, `reason` says why. */
  | { readonly type: 'source'; readonly text: string | null; readonly truncated: boolean; readonly reason: string }
  /** How large the text is shown, in percent; what the reader chose last, in any message. */
  | { readonly type: 'zoom'; readonly percent: number }
  /** A command of the workbench that the view carries out; an export is answered by `exported`. */
  | { readonly type: 'command'; readonly command: ViewCommand }
  /**
   * The policy is fixed when a page loads, so allowing remote images reloads the page: after this message the host
   * sets the HTML anew and the new page says `ready`. The view may keep its scroll position by `setState`.
   */
  | { readonly type: 'remoteImages'; readonly allowed: boolean };

export type ExportFormat = 'html' | 'print' | 'markdown';

export type ViewCommand = 'find' | 'zoomIn' | 'zoomOut' | 'zoomReset' | { readonly export: ExportFormat };

export type MessageViewToHost =
  /** First message of every page load; the host answers with `progress`, `show` or `error`. */
  | { readonly type: 'ready' }
  | { readonly type: 'openAttachment'; readonly section: string }
  | { readonly type: 'saveAttachment'; readonly section: string }
  | { readonly type: 'saveAll' }
  | { readonly type: 'viewSource' }
  /** Asks for the beginning of the exact source. */
  | { readonly type: 'source' }
  /** The reader changed how large the text is. */
  | { readonly type: 'zoom'; readonly percent: number }
  /** The message as one document: a page that fetches nothing and runs nothing, or Markdown. */
  | { readonly type: 'exported'; readonly format: ExportFormat; readonly text: string }
  | { readonly type: 'unsubscribe' }
  /** `series`: this and the others that belong to it, by `git am`. The host shows what and asks first. */
  | { readonly type: 'patch'; readonly action: 'apply' | 'series' | 'diff'; readonly section: string }
  /** Compare what the server tells with the octets; a large message is read only if `whole`. */
  | { readonly type: 'inspect'; readonly whole: boolean }
  /** The source of one part, by its place in the `parts` of the last inspection, else in `structure`. */
  | { readonly type: 'viewPart'; readonly index: number }
  /** `always`: whenever a message of this sender is verified. */
  | { readonly type: 'loadRemoteImages'; readonly always: boolean }
  /** Fetch the bodies that were cut, without a cap. */
  | { readonly type: 'showAll' }
  /** A click on a link: `href` as in the mail, after entity decoding; the host checks the scheme again and asks. */
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'retry' }
  | {
      readonly type: 'copy';
      readonly what: 'address' | 'messageId' | 'header' | 'link' | 'text';
      readonly text: string;
    };
