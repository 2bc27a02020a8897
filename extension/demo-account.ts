import * as vscode from 'vscode';
import { commands } from './commands.ts';
import type { DemoServer } from './demo/demo-server.ts';
import { raiseExample } from './demo/raise-example.ts';
import type { Example, ExampleCommand } from './demo/raise-example.ts';
import type { StatusEvent } from './imap/client/api.ts';
import type { TraceSink } from './imap/trace/record.ts';
import { inbox } from './imap/wire/mailbox-name.ts';
import type { AccountSession } from './mail/account-session.ts';
import type { AccountEntry, MailService } from './mail/mail-service.ts';
import { accountId } from './mail/model.ts';

const enabledKey = 'demo.enabled';

export const demoIdentity = { id: accountId('demo'), label: 'Demo', server: 'built-in demo' } as const;

/** The built-in account: a server in memory, made when first needed and gone with the window. */
export class DemoAccount {
  readonly #memory: vscode.Memento;
  readonly #mail: MailService;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #server: Promise<DemoServer> | null = null;

  constructor(memory: vscode.Memento, mail: MailService) {
    this.#memory = memory;
    this.#mail = mail;
  }

  get enabled(): boolean {
    return this.#memory.get<boolean>(enabledKey, false);
  }

  entry(hooks: { readonly trace: TraceSink; readonly onStatus: (event: StatusEvent) => void }): AccountEntry {
    return {
      ...demoIdentity,
      demo: true,
      revision: 'demo',
      connect: async (signal, mailbox) => {
        const { connectDemo } = await import('./demo/connect-demo.ts');
        return connectDemo(await this.#load(), { ...hooks, signal, ...(mailbox === undefined ? {} : { mailbox }) });
      },
    };
  }

  /** Shows the demo account and opens its INBOX. */
  async tryIt(): Promise<void> {
    await this.#enable(true);
    await this.#mail.whenReady(demoIdentity.id);
    this.#mail.openMailbox(demoIdentity.id, inbox);
    await vscode.commands.executeCommand('mailExplorer.messages.focus');
  }

  async remove(): Promise<void> {
    await this.#enable(false);
    void this.#server?.then((server) => server.dispose());
    this.#server = null;
  }

  /** Makes the demo server say something, over a real connection and through the real parser; `move` sends the command that it answers. */
  async raise(
    example: Example,
    move: (session: AccountSession, command: ExampleCommand, succeeds: boolean) => Promise<void>,
  ): Promise<void> {
    await this.#enable(true);
    await this.#mail.whenReady(demoIdentity.id);
    const session = this.#mail.session(demoIdentity.id);
    if (session === undefined) return;
    await raiseExample(await this.#load(), example, {
      command: (name, succeeds) => move(session, name, succeeds),
      reconnect: async () => {
        session.disconnect();
        await session.connect();
      },
    });
  }

  register(): vscode.Disposable {
    this.#tell();
    return vscode.Disposable.from(
      vscode.commands.registerCommand(commands.tryDemo, () => this.tryIt()),
      vscode.commands.registerCommand(commands.removeDemo, () => this.remove()),
    );
  }

  dispose(): void {
    void this.#server?.then((server) => server.dispose());
    this.#changed.dispose();
  }

  /** Server and mail are a bundle of their own: who never tries the demo never loads them. */
  #load(): Promise<DemoServer> {
    return (this.#server ??= import('./demo/demo-server.ts').then(({ DemoServer }) => new DemoServer()));
  }

  async #enable(enabled: boolean): Promise<void> {
    if (this.enabled === enabled) return;
    await this.#memory.update(enabledKey, enabled);
    this.#tell();
    this.#changed.fire();
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'mailExplorer.hasDemo', this.enabled);
  }
}
