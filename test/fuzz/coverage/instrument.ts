import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';
import { root } from '../../setup/paths.mjs';

export interface Instrumented {
  readonly code: string;
  /** Number of blocks, whose counters are those behind the module's base. */
  readonly blocks: number;
  /** String constants of the source: words that its comparisons wait for. */
  readonly words: readonly string[];
}

/** Name under which a worker keeps its counters, a Uint8Array. */
export const hitsKey = 'mailExplorerFuzzHits';

const cache = join(root, 'out', 'fuzz');
const require = createRequire(import.meta.url);

/**
 * TypeScript → JavaScript in which every branch, loop and function counts how often it was entered, modulo 256. The result is kept, as
 * a minute of fuzzing should not begin with starting the compiler.
 */
export function instrument(source: string, fileName: string): Instrumented {
  const own = readFileSync(import.meta.filename);
  const kept = join(cache, `${createHash('sha256').update(own).update(source).digest('hex')}.json`);
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as Instrumented;
  } catch {
    const made = compile(require('typescript') as typeof ts, source, fileName);
    mkdirSync(cache, { recursive: true });
    writeFileSync(kept, JSON.stringify(made));
    return made;
  }
}

/** Names the first counter of a module that was instrumented. */
export function withBase({ code }: Instrumented, base: number): string {
  return `const __hits = globalThis[Symbol.for('${hitsKey}')].subarray(${base});\n${code}`;
}

function compile(compiler: typeof ts, source: string, fileName: string): Instrumented {
  let next = 0;
  const words = new Set<string>();
  const { factory: f, SyntaxKind } = compiler;
  const shortCircuits = new Set([
    SyntaxKind.AmpersandAmpersandToken,
    SyntaxKind.BarBarToken,
    SyntaxKind.QuestionQuestionToken,
  ]);
  const count = (): ts.Expression =>
    f.createPostfixIncrement(f.createElementAccessExpression(f.createIdentifier('__hits'), next++));
  const statement = (): ts.Statement => f.createExpressionStatement(count());
  const counted = (expression: ts.Expression): ts.Expression =>
    f.createParenthesizedExpression(f.createComma(count(), expression));
  const block = (body: ts.Statement): ts.Statement =>
    compiler.isBlock(body)
      ? f.updateBlock(body, [statement(), ...body.statements])
      : f.createBlock([statement(), body], true);
  const body = <T extends ts.ConciseBody | undefined>(of: T): T => {
    if (of === undefined) return of;
    return (compiler.isBlock(of) ? f.updateBlock(of, [statement(), ...of.statements]) : counted(of)) as T;
  };

  const transformer: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (compiler.isStringLiteral(node) && node.text.length > 1 && node.text.length <= 24) words.add(node.text);
      if (compiler.isTypeNode(node) || compiler.isImportDeclaration(node)) return node;
      const one = compiler.visitEachChild(node, visit, context);
      if (compiler.isIfStatement(one))
        return f.updateIfStatement(
          one,
          one.expression,
          block(one.thenStatement),
          one.elseStatement === undefined ? f.createBlock([statement()]) : block(one.elseStatement),
        );
      if (compiler.isConditionalExpression(one))
        return f.updateConditionalExpression(
          one,
          one.condition,
          one.questionToken,
          counted(one.whenTrue),
          one.colonToken,
          counted(one.whenFalse),
        );
      if (compiler.isBinaryExpression(one) && shortCircuits.has(one.operatorToken.kind))
        return f.updateBinaryExpression(one, one.left, one.operatorToken, counted(one.right));
      if (compiler.isForStatement(one))
        return f.updateForStatement(one, one.initializer, one.condition, one.incrementor, block(one.statement));
      if (compiler.isForOfStatement(one))
        return f.updateForOfStatement(one, one.awaitModifier, one.initializer, one.expression, block(one.statement));
      if (compiler.isWhileStatement(one)) return f.updateWhileStatement(one, one.expression, block(one.statement));
      if (compiler.isDoStatement(one)) return f.updateDoStatement(one, block(one.statement), one.expression);
      if (compiler.isCaseClause(one)) return f.updateCaseClause(one, one.expression, [statement(), ...one.statements]);
      if (compiler.isDefaultClause(one)) return f.updateDefaultClause(one, [statement(), ...one.statements]);
      if (compiler.isCatchClause(one))
        return f.updateCatchClause(
          one,
          one.variableDeclaration,
          f.updateBlock(one.block, [statement(), ...one.block.statements]),
        );
      if (compiler.isFunctionDeclaration(one))
        return f.updateFunctionDeclaration(
          one,
          one.modifiers,
          one.asteriskToken,
          one.name,
          one.typeParameters,
          one.parameters,
          one.type,
          body(one.body),
        );
      if (compiler.isMethodDeclaration(one))
        return f.updateMethodDeclaration(
          one,
          one.modifiers,
          one.asteriskToken,
          one.name,
          one.questionToken,
          one.typeParameters,
          one.parameters,
          one.type,
          body(one.body),
        );
      if (compiler.isArrowFunction(one))
        return f.updateArrowFunction(
          one,
          one.modifiers,
          one.typeParameters,
          one.parameters,
          one.type,
          one.equalsGreaterThanToken,
          body(one.body),
        );
      return one;
    };
    return compiler.visitEachChild(file, visit, context);
  };

  const { outputText } = compiler.transpileModule(source, {
    fileName,
    compilerOptions: {
      target: compiler.ScriptTarget.ES2024,
      module: compiler.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
    transformers: { before: [transformer] },
  });
  return { code: outputText, blocks: next, words: [...words] };
}
