/** What the page of a run is called as a file: `shop-run-12.html`. */
export function runPageName(project: string, number: number): string {
  const stem = project.replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+|-+$/g, "");
  return `${stem === "" ? "project" : stem}-run-${number}.html`;
}
