import ts from 'typescript';

export interface Instrumented {
  readonly code: string;
  /** Number of blocks, whose counters are `first` and those that follow. */
  readonly blocks: number;
  /** String constants of the source: words that its comparisons wait for. */
  readonly words: readonly string[];
}

/** Name under which a worker keeps its counters, a Uint8Array. */
export const hitsKey = 'mailExplorerFuzzHits';

/** TypeScript → JavaScript in which every branch, loop and function counts how often it was entered, modulo 256. */
export function instrument(source: string, fileName: string, first: number): Instrumented {
  let next = first;
  const words = new Set<string>();
  const { factory: f } = ts;
  const count = (): ts.Expression =>
    f.createPostfixIncrement(f.createElementAccessExpression(f.createIdentifier('__hits'), next++));
  const statement = (): ts.Statement => f.createExpressionStatement(count());
  const counted = (expression: ts.Expression): ts.Expression =>
    f.createParenthesizedExpression(f.createComma(count(), expression));
  const block = (body: ts.Statement): ts.Statement =>
    ts.isBlock(body)
      ? f.updateBlock(body, [statement(), ...body.statements])
      : f.createBlock([statement(), body], true);
  const body = <T extends ts.ConciseBody | undefined>(of: T): T => {
    if (of === undefined) return of;
    return (ts.isBlock(of) ? f.updateBlock(of, [statement(), ...of.statements]) : counted(of)) as T;
  };

  const transformer: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isStringLiteral(node) && node.text.length > 1 && node.text.length <= 24) words.add(node.text);
      if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return node;
      const one = ts.visitEachChild(node, visit, context);
      if (ts.isIfStatement(one))
        return f.updateIfStatement(
          one,
          one.expression,
          block(one.thenStatement),
          one.elseStatement === undefined ? f.createBlock([statement()]) : block(one.elseStatement),
        );
      if (ts.isConditionalExpression(one))
        return f.updateConditionalExpression(
          one,
          one.condition,
          one.questionToken,
          counted(one.whenTrue),
          one.colonToken,
          counted(one.whenFalse),
        );
      if (ts.isBinaryExpression(one) && shortCircuits(one.operatorToken.kind))
        return f.updateBinaryExpression(one, one.left, one.operatorToken, counted(one.right));
      if (ts.isForStatement(one))
        return f.updateForStatement(one, one.initializer, one.condition, one.incrementor, block(one.statement));
      if (ts.isForOfStatement(one))
        return f.updateForOfStatement(one, one.awaitModifier, one.initializer, one.expression, block(one.statement));
      if (ts.isWhileStatement(one)) return f.updateWhileStatement(one, one.expression, block(one.statement));
      if (ts.isDoStatement(one)) return f.updateDoStatement(one, block(one.statement), one.expression);
      if (ts.isCaseClause(one)) return f.updateCaseClause(one, one.expression, [statement(), ...one.statements]);
      if (ts.isDefaultClause(one)) return f.updateDefaultClause(one, [statement(), ...one.statements]);
      if (ts.isCatchClause(one))
        return f.updateCatchClause(
          one,
          one.variableDeclaration,
          f.updateBlock(one.block, [statement(), ...one.block.statements]),
        );
      if (ts.isFunctionDeclaration(one))
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
      if (ts.isMethodDeclaration(one))
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
      if (ts.isArrowFunction(one))
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
    return ts.visitEachChild(file, visit, context);
  };

  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
    transformers: { before: [transformer] },
  });
  return {
    code: `const __hits = globalThis[Symbol.for('${hitsKey}')];\n${outputText}`,
    blocks: next - first,
    words: [...words],
  };
}

function shortCircuits(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
