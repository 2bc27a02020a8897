import { AccountRegistry, type AccountsSetting } from '../../../extension/accounts/account-registry.ts';
import type { AccountPorts, Question } from '../../../extension/accounts/account-ports.ts';
import type { RawEntries } from '../../../extension/accounts/account-entries.ts';
import type { CertificateFacts } from '../../../extension/accounts/certificate-facts.ts';
import type { Suggestion } from '../../../extension/accounts/discovery.ts';
import type { Account } from '../../../extension/accounts/model.ts';
import type { Answer, PickQuestion, QuickUi, TextQuestion } from '../../../extension/accounts/quick-ui.ts';
import { PlaceUnavailableError, type SecretPlacePort } from '../../../extension/accounts/secrets/port.ts';
import { PreferredSecretStore, type PlaceMemory } from '../../../extension/accounts/secrets/secret-store.ts';
import type { TestOutcome } from '../../../extension/accounts/test-connection.ts';
import { english } from '../../../extension/translate.ts';
import type { AccountId } from '../../../extension/mail/model.ts';

export class MemorySetting implements AccountsSetting {
  value: unknown;
  writable = true;
  readonly #listeners = new Set<() => void>();

  constructor(value?: unknown) {
    this.value = value;
  }

  read(): unknown {
    return this.value;
  }

  async write(entries: RawEntries): Promise<void> {
    if (!this.writable) {
      throw new Error('settings.json is read-only');
    }
    this.value = entries;
    this.changed();
  }

  changed(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}

export class MemoryPlace implements SecretPlacePort {
  readonly secrets = new Map<string, string>();
  available = true;

  get(account: AccountId): Promise<string | null> {
    return this.#guard(() => this.secrets.get(account) ?? null);
  }

  set(account: AccountId, secret: string): Promise<void> {
    return this.#guard(() => void this.secrets.set(account, secret));
  }

  delete(account: AccountId): Promise<void> {
    return this.#guard(() => void this.secrets.delete(account));
  }

  async #guard<T>(work: () => T): Promise<T> {
    if (!this.available) {
      throw new PlaceUnavailableError('The place cannot be used.');
    }
    return work();
  }
}

export class MemoryMemento implements PlaceMemory {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) {
      this.values.delete(key);
    } else {
      this.values.set(key, value);
    }
  }
}

/** How a person answers one question: a text typed, an item picked, or one of `back`, `cancel` and `keep`, which takes what stands there. */
export type Reply = string | { readonly pick: string };

/** Answers in order and notes what was asked. A text that is refused is followed by the next reply, as in the window. */
export class ScriptedUi implements QuickUi {
  readonly asked: string[] = [];
  readonly refused: string[] = [];
  open = false;
  readonly #replies: Reply[];

  constructor(replies: readonly Reply[]) {
    this.#replies = [...replies];
  }

  get left(): number {
    return this.#replies.length;
  }

  async text(question: TextQuestion): Promise<Answer<string>> {
    this.open = true;
    const better = await question.later;
    const value = better?.value ?? question.value;
    const { step, total } = question.position;
    this.asked.push(
      `${step}/${total} ${better?.prompt ?? question.prompt} [${question.password === true ? '•'.repeat(value.length) : value}]`,
    );
    for (;;) {
      const reply = this.#next();
      if (reply === 'back' || reply === 'cancel') {
        return { kind: reply };
      }
      if (typeof reply === 'object') {
        throw new Error(`“${reply.pick}” cannot be picked: ${this.asked.at(-1) ?? ''}`);
      }
      const checked = question.check(reply === 'keep' ? value : reply);
      if (checked.ok) {
        return { kind: 'value', value: checked.value };
      }
      this.refused.push(checked.problem);
    }
  }

  async pick<T>(question: PickQuestion<T>): Promise<Answer<T>> {
    this.open = true;
    const { step, total } = question.position;
    const active = question.items.find((item) => item.value === question.active);
    this.asked.push(
      `${step}/${total} ${question.placeholder} ${question.items.map((item) => item.label).join('|')} [${active?.label ?? ''}]`,
    );
    const reply = this.#next();
    if (reply === 'back' || reply === 'cancel') {
      return { kind: reply };
    }
    const label = typeof reply === 'object' ? reply.pick : active?.label;
    const item = question.items.find((candidate) => candidate.label === label);
    if (item === undefined) {
      throw new Error(`There is no item “${String(label)}”.`);
    }
    return { kind: 'value', value: item.value };
  }

  close(): void {
    this.open = false;
  }

  #next(): Reply {
    const reply = this.#replies.shift();
    if (reply === undefined) {
      throw new Error(`A question too many: ${this.asked.at(-1) ?? ''}`);
    }
    return reply;
  }
}

export interface World {
  readonly ports: AccountPorts;
  readonly ui: ScriptedUi;
  readonly setting: MemorySetting;
  readonly keychain: MemoryPlace;
  readonly storage: MemoryPlace;
  readonly memory: MemoryMemento;
  readonly registry: AccountRegistry;
  readonly tested: { readonly account: Account; readonly password: string; readonly proxyPassword?: string }[];
  readonly dialogs: { readonly title: string; readonly detail: string; readonly labels: readonly string[] }[];
  readonly told: string[];
}

export const works: TestOutcome = {
  kind: 'ok',
  security: { kind: 'tls', protocol: 'TLSv1.3', cipher: 'x', fingerprint256: 'AA' },
  capabilities: ['IMAP4REV1'],
  milliseconds: 12,
};

/** A window and a network that play a script: replies to questions, outcomes of tests, buttons of dialogs. */
export function world(script: {
  readonly replies?: readonly Reply[];
  readonly outcomes?: readonly TestOutcome[];
  readonly buttons?: readonly (string | null)[];
  readonly setting?: unknown;
  readonly suggestion?: Suggestion;
  readonly certificate?: CertificateFacts | null;
}): World {
  const ui = new ScriptedUi(script.replies ?? []);
  const setting = new MemorySetting(script.setting);
  const [keychain, storage, memory] = [new MemoryPlace(), new MemoryPlace(), new MemoryMemento()];
  const registry = new AccountRegistry(setting, new PreferredSecretStore({ keychain, storage, memory }));
  const outcomes = [...(script.outcomes ?? [])];
  const buttons = [...(script.buttons ?? [])];
  const world: World = {
    ui,
    setting,
    keychain,
    storage,
    memory,
    registry,
    tested: [],
    dialogs: [],
    told: [],
    ports: {
      registry,
      ui,
      t: english,
      discover: () => Promise.resolve(script.suggestion ?? null),
      fetchCertificate: () => Promise.resolve(script.certificate ?? null),
      tell: (severity, message) => void world.told.push(`${severity}: ${message}`),
      test: (account, password, proxyPassword) => {
        world.tested.push({ account, password, ...(proxyPassword === undefined ? {} : { proxyPassword }) });
        const outcome = outcomes.shift();
        return outcome === undefined ? Promise.reject(new Error('A test too many')) : Promise.resolve(outcome);
      },
      ask: <T>(question: Question<T>): Promise<T | null> => {
        world.dialogs.push({
          title: question.title,
          detail: question.detail,
          labels: question.choices.map((choice) => choice.label),
        });
        const label = buttons.shift();
        if (label === undefined) {
          throw new Error(`A dialog too many: ${question.title}`);
        }
        const choice = question.choices.find((candidate) => candidate.label === label);
        if (label !== null && choice === undefined) {
          throw new Error(`“${question.title}” has no button “${label}”.`);
        }
        return Promise.resolve(choice?.value ?? null);
      },
    },
  };
  return world;
}
