import { join } from 'node:path';
import ts from 'typescript';

/** A place in the public types: what a value found there may be. */
type Place = readonly ts.Type[];

/**
 * What can be reached from the core's public face, by its types. A path names it:
 * `openTls`, `TlsOptions` (an export) · `client.mailboxes.create`, `mailbox.find`, `idling.done` (members) · `ListedMailbox.name.display`
 * (properties) · `openTls(ca)` (a parameter, or a property of one) · `mailbox.find=>modSeq` (a property of what comes back, or of each of it) ·
 * `ConnectOptions.protect='starttls'` (a value it may have).
 */
export class PublicTypes {
  readonly #checker: ts.TypeChecker;
  readonly #exports: ReadonlyMap<string, ts.Symbol>;
  readonly #words = new Set<string>();

  constructor(root: string) {
    const file = join(root, 'extension/imap/index.ts');
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(
      { ...(config.config as object), include: [], files: [file] },
      ts.sys,
      root,
    );
    const program = ts.createProgram([file], options);
    this.#checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error('The public face of the core is missing');
    this.#exports = new Map(this.#checker.getExportsOfModule(module).map((one) => [one.name, one]));
  }

  /** Whether there is what the path names. */
  has(path: string): boolean {
    const [, before = '', sign = '', after = ''] = /^(.*?)(=>|=|\(|$)(.*?)\)?$/.exec(path) ?? [];
    const place = this.#walk(before);
    if (place.length === 0) return false;
    switch (sign) {
      case '(':
        return this.#parameters(place).some(({ name, types }) => name === after || this.#step(types, after).length > 0);
      case '=>':
        return this.#step(this.#results(place), after).length > 0;
      case '=':
        return place.some((type) => type.isStringLiteral() && `'${type.value}'` === after);
      default:
        return true;
    }
  }

  /** Every name that a program may write: exports, members, options, results, and the values of closed sets. */
  words(): ReadonlySet<string> {
    if (this.#words.size === 0) {
      const seen = new Set<ts.Type>();
      for (const [name, symbol] of this.#exports) {
        this.#words.add(name);
        this.#collect(this.#typesOf(symbol), seen);
      }
    }
    return this.#words;
  }

  #walk(path: string): Place {
    const [first = '', ...names] = path.split('.');
    const handles: Readonly<Record<string, string>> = { client: 'Client', mailbox: 'Mailbox' };
    const start =
      first === 'idling' ? this.#results(this.#walk('mailbox.startIdle')) : this.#exported(handles[first] ?? first);
    return names.reduce((place, name) => this.#step(place, name), start);
  }

  #exported(name: string): Place {
    const symbol = this.#exports.get(name);
    return symbol === undefined ? [] : this.#typesOf(symbol);
  }

  #typesOf(symbol: ts.Symbol): Place {
    const real = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    const types: ts.Type[] = [];
    if (real.flags & ts.SymbolFlags.Type) types.push(this.#checker.getDeclaredTypeOfSymbol(real));
    if (real.flags & ts.SymbolFlags.Value) types.push(this.#checker.getTypeOfSymbol(real));
    return types.flatMap((type) => this.#apart(type));
  }

  #apart(type: ts.Type): Place {
    return type.isUnion() ? type.types.flatMap((one) => this.#apart(one)) : [type];
  }

  #step(place: Place, name: string): Place {
    return place.flatMap((type) => {
      const found = name === 'asyncDispose' ? this.#disposer(type) : this.#checker.getPropertyOfType(type, name);
      return found === undefined ? [] : this.#apart(this.#checker.getTypeOfSymbol(found));
    });
  }

  #disposer(type: ts.Type): ts.Symbol | undefined {
    return this.#checker.getPropertiesOfType(type).find((one) => one.name.startsWith('__@asyncDispose'));
  }

  #signatures(place: Place): readonly ts.Signature[] {
    return place.flatMap((type) => [...type.getCallSignatures(), ...type.getConstructSignatures()]);
  }

  #parameters(place: Place): readonly { readonly name: string; readonly types: Place }[] {
    return this.#signatures(place).flatMap((signature) =>
      signature.getParameters().map((one) => {
        const types = this.#apart(this.#checker.getTypeOfSymbol(one));
        return { name: one.name, types: [...types, ...this.#inside(types)] };
      }),
    );
  }

  #results(place: Place): Place {
    const types = this.#signatures(place).flatMap((signature) => this.#apart(signature.getReturnType()));
    const awaited = types.flatMap((type) => this.#apart(this.#checker.getAwaitedType(type) ?? type));
    return [...awaited, ...this.#inside(awaited)];
  }

  /** What arrays, maps, iterables and tuples hold. */
  #inside(place: Place): Place {
    return place.flatMap((type) => {
      const reference = type as ts.TypeReference;
      const held = (type.flags & ts.TypeFlags.Object) === 0 ? [] : this.#checker.getTypeArguments(reference);
      return held.flatMap((one) => this.#apart(one));
    });
  }

  #collect(place: Place, seen: Set<ts.Type>): void {
    for (const type of place) {
      if (seen.has(type)) continue;
      seen.add(type);
      if (type.isStringLiteral()) this.#words.add(type.value);
      this.#collect(this.#inside([type]), seen);
      for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
        if (!isOurs(signature.declaration)) continue;
        for (const one of signature.getParameters()) this.#collectSymbol(one, seen);
        this.#collect(this.#results([type]), seen);
      }
      for (const property of this.#checker.getPropertiesOfType(type))
        if (property.declarations?.some(isOurs) === true) this.#collectSymbol(property, seen);
    }
  }

  #collectSymbol(symbol: ts.Symbol, seen: Set<ts.Type>): void {
    this.#words.add(symbol.name);
    this.#collect(this.#apart(this.#checker.getTypeOfSymbol(symbol)), seen);
  }
}

/** Not of the language's own library, nor of Node's. */
function isOurs(declaration: ts.Node | undefined): boolean {
  return declaration !== undefined && /\/extension\/imap\//.test(declaration.getSourceFile().fileName);
}
