type Catalogue = typeof import('../explain/catalogue.ts');

let loaded: Promise<Catalogue> | null = null;

/** What codes mean, in sentences: a chunk of its own, since who is never told anything never reads them. */
export function catalogue(): Promise<Catalogue> {
  return (loaded ??= import('../explain/catalogue.ts'));
}
