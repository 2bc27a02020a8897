import type { ResponseCode } from '../grammar/code.ts';
import type { FetchResponse, Response, StatusResponse } from '../grammar/types.ts';
import { noSeq, type Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { CapabilitySet, noCapabilities } from './capabilities.ts';
import { saysMailboxGone } from './mailbox-gone.ts';
import { Selection } from './selection.ts';
import type { Submission } from './submission.ts';

/** What the server has told about the session as a whole: its abilities, what is enabled, the selected mailbox. */
export class SessionView {
  /** The words of the greeting, by which some servers are known. */
  greeting = '';
  #capabilities: CapabilitySet | null = null;
  #utf8 = false;
  /** IMAP4rev2 was offered without IMAP4rev1, the last time that anything was told. */
  #rev2Only = false;
  readonly #enabled = new Set<string>();
  #selection: Selection | null = null;
  /** Of a SELECT or EXAMINE under way. */
  #opening: Selection | null = null;

  /** Null when it must be asked (again). */
  get capabilities(): CapabilitySet | null {
    return this.#capabilities;
  }

  /** Names and strings are UTF-8: UTF8=ACCEPT or IMAP4rev2 is enabled (RFC 6855 §3), or the server knows nothing else (RFC 9051 appendix A). */
  get utf8(): boolean {
    return this.#utf8 || this.#rev2Only;
  }

  /** The session is IMAP4rev2, which has no RECENT and no CHECK (RFC 9051 appendix E): it was enabled, or there is nothing else. */
  get rev2(): boolean {
    return this.#rev2Only || this.enabled('IMAP4REV2');
  }

  /** Whether the server said that the extension is enabled (RFC 5161 §3.2). */
  enabled(extension: string): boolean {
    return this.#enabled.has(extension.toUpperCase());
  }

  get selection(): Selection | null {
    return this.#selection;
  }

  /** The mailbox that untagged data is about. */
  get mailbox(): Selection | null {
    return this.#opening ?? this.#selection;
  }

  get abilities(): CapabilitySet {
    return this.#capabilities ?? noCapabilities;
  }

  takeCapabilities(names: readonly string[]): void {
    const abilities = new CapabilitySet(names);
    this.#capabilities = abilities;
    this.#rev2Only = abilities.has('IMAP4REV2') && !abilities.has('IMAP4REV1');
  }

  /** What was said before TLS or before signing in no longer holds (RFC 9051 §6.2.1, §6.2.2). */
  dropCapabilities(): void {
    this.#capabilities = null;
  }

  beginSelect(name: MailboxName): void {
    this.#opening = new Selection(name);
  }

  endSelect(readOnly: boolean): Selection | null {
    const opened = this.#opening;
    this.#opening = null;
    this.#selection?.close();
    this.#selection = opened;
    opened?.open(readOnly);
    return opened;
  }

  /** CLOSE, UNSELECT, or a SELECT that failed: nothing is selected (RFC 9051 §6.3.2). */
  deselect(): void {
    this.#opening?.close();
    this.#opening = null;
    this.#selection?.close();
    this.#selection = null;
  }

  /** UNAUTHENTICATE: as before signing in, but for TLS and compression (RFC 8437 §3). */
  signOut(): void {
    this.deselect();
    this.#utf8 = false;
    this.#enabled.clear();
    this.dropCapabilities();
  }

  /** What the code of a status response says. `about`: the command that it answers; if it is untagged all that are under way. */
  takeStatus(status: StatusResponse, about: readonly Submission[]): void {
    if (status.code === null) return;
    if (saysMailboxGone(status, about)) this.#selection?.takeGone();
    this.takeCode(status.code);
  }

  takeCode(code: ResponseCode): void {
    switch (code.name) {
      case 'CAPABILITY':
        this.takeCapabilities(code.capabilities);
        break;
      case 'CLOSED':
        // In answer to SELECT it marks where the new mailbox begins; at any other time the mailbox is simply gone.
        if (this.#opening === null) this.deselect();
        else {
          this.#opening.startOver();
          this.#selection?.close();
        }
        break;
      default:
        this.mailbox?.takeCode(code);
        break;
    }
  }

  /** Keeps what a FETCH says. Returns the UID of its message, where known. */
  takeFetch({ seq, uid, modSeq }: FetchResponse): Uid | null {
    const mailbox = this.mailbox;
    if (mailbox === null) return uid ?? null;
    if (modSeq !== undefined) mailbox.takeModSeq(modSeq);
    if (uid === undefined) return mailbox.uidAt(seq);
    if (seq !== noSeq) mailbox.learn(seq, uid);
    return uid;
  }

  /** Keeps what untagged data says about the session or its mailbox. Returns the UID of the message it concerns, where known. */
  takeData(data: Response): Uid | null {
    const mailbox = this.mailbox;
    switch (data.type) {
      case 'capability':
        this.takeCapabilities(data.capabilities);
        break;
      case 'enabled':
        for (const name of data.capabilities) this.#enabled.add(name.toUpperCase());
        if (data.capabilities.some((name) => /^(UTF8=ACCEPT|UTF8=ONLY|IMAP4REV2)$/i.test(name))) this.#utf8 = true;
        break;
      case 'exists':
        mailbox?.takeExists(data.count);
        break;
      case 'recent':
        mailbox?.takeRecent(data.count);
        break;
      case 'expunge':
        mailbox?.takeExpunge(data.seq);
        break;
      case 'vanished':
        // EARLIER tells what went before the mailbox was selected; those messages were never counted (RFC 7162 §3.2.10.1).
        if (!data.earlier) mailbox?.takeVanished(data.uids);
        break;
      case 'flags':
        mailbox?.takeFlagNames(data.flags);
        break;
      case 'fetch':
        return this.takeFetch(data);
      default:
        break;
    }
    return null;
  }
}
