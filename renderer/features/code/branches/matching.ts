/** Those whose name contains a text, without regard to case; all of them for an empty one. */
export function matching<Named extends { readonly name: string }>(all: readonly Named[], text: string): readonly Named[] {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? all : all.filter(({ name }) => name.toLowerCase().includes(wanted));
}
