import * as vscode from 'vscode';
import type { Answer, PickItem, PickQuestion, Position, QuickUi, TextQuestion } from './quick-ui.ts';

/** Questions at the top of the window, with the step number, a back button and refusals under the field. */
export class WindowQuickUi implements QuickUi {
  #current: vscode.QuickInput | null = null;

  text(question: TextQuestion): Promise<Answer<string>> {
    const input = vscode.window.createInputBox();
    input.value = question.value;
    input.prompt = question.prompt;
    input.placeholder = question.placeholder ?? '';
    input.password = question.password ?? false;
    input.buttons = question.position.canGoBack ? [vscode.QuickInputButtons.Back] : [];
    let refused = false;
    input.onDidChangeValue((text) => {
      // Nobody likes to be corrected while still typing: only what was refused once is judged at every key.
      if (refused) {
        input.validationMessage = problemOf(question, text);
      }
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) {
        settle({ kind: 'back' });
      }
    });
    input.onDidAccept(() => {
      const checked = question.check(input.value);
      if (checked.ok) {
        settle({ kind: 'value', value: checked.value });
      } else {
        refused = true;
        input.validationMessage = checked.problem;
      }
    });
    const { answer, settle } = this.#ask<string>(input, question.title, question.position);
    void this.#improve(input, question);
    return answer;
  }

  pick<T>(question: PickQuestion<T>): Promise<Answer<T>> {
    const input = vscode.window.createQuickPick<vscode.QuickPickItem & PickItem<T>>();
    input.items = question.items;
    input.placeholder = question.placeholder;
    input.matchOnDescription = true;
    input.activeItems = input.items.filter((item) => item.value === question.active);
    input.buttons = question.position.canGoBack ? [vscode.QuickInputButtons.Back] : [];
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) {
        settle({ kind: 'back' });
      }
    });
    input.onDidAccept(() => {
      const [item] = input.activeItems;
      if (item !== undefined) {
        settle({ kind: 'value', value: item.value });
      }
    });
    const { answer, settle } = this.#ask<T>(input, question.title, question.position);
    return answer;
  }

  close(): void {
    this.#current?.dispose();
    this.#current = null;
  }

  #ask<T>(
    input: vscode.QuickInput,
    title: string,
    position: Position,
  ): { readonly answer: Promise<Answer<T>>; readonly settle: (answer: Answer<T>) => void } {
    input.title = title;
    if (position.total > 1) {
      input.step = position.step;
      input.totalSteps = position.total;
    }
    // The password lies in another window, most likely: looking it up must not end the row.
    input.ignoreFocusOut = true;
    let settle: (answer: Answer<T>) => void = () => undefined;
    const answer = new Promise<Answer<T>>((resolve) => {
      settle = resolve;
      input.onDidHide(() => resolve({ kind: 'cancel' }));
    });
    this.close();
    this.#current = input;
    input.show();
    return {
      answer,
      settle: (value) => {
        input.enabled = false;
        input.busy = true;
        settle(value);
      },
    };
  }

  async #improve(input: vscode.InputBox, question: TextQuestion): Promise<void> {
    if (question.later === undefined) {
      return;
    }
    input.busy = true;
    const better = await question.later;
    if (this.#current !== input || !input.enabled) {
      return;
    }
    input.busy = false;
    if (better !== null && input.value === question.value) {
      input.value = better.value;
      input.prompt = better.prompt;
    }
  }
}

function problemOf(question: TextQuestion, text: string): string {
  const checked = question.check(text);
  return checked.ok ? '' : checked.problem;
}
