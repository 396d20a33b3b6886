import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";

/** Bundler with RSpec, Rails' own tests or Rake, and RuboCop where it is configured. */
export async function detectBundler(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("Gemfile", "gems.rb");
  const rakefile = folder.firstFile("Rakefile", "rakefile", "Rakefile.rb");
  if (source === null) return null;
  const gemspec = [...folder.entries.files].find((name) => name.endsWith(".gemspec"));
  const files = [source, folder.firstFile("Gemfile.lock"), gemspec ?? null].filter((name) => name !== null);
  const gems = (await Promise.all(files.map((name) => folder.readText(name)))).join("\n");
  const stages: ProposedStage[] = [{ id: "install", role: "install", run: "bundle install", needs: [], source }];
  const needs = ["install"];
  if (folder.hasFile(".rubocop.yml") && /\brubocop/.test(gems)) {
    stages.push({ id: "lint", role: "lint", run: "bundle exec rubocop", needs, source: ".rubocop.yml" });
  }
  const rake = rakefile === null ? "" : ((await folder.readText(rakefile)) ?? "");
  const hasRails = (await folder.openFolder("bin"))?.hasFile("rails") === true;
  if (folder.hasFolder("spec") && (/\brspec/.test(gems) || folder.hasFile(".rspec"))) {
    stages.push({ id: "test", role: "test", run: "bundle exec rspec", needs, source: folder.hasFile(".rspec") ? ".rspec" : source });
  } else if (hasRails && folder.hasFolder("test")) {
    stages.push({ id: "test", role: "test", run: "bin/rails test", needs, source });
  } else if (rakefile !== null && /TestTask|task[ (]{0,4}[:"']{0,2}test\b|load_tasks/i.test(rake)) {
    stages.push({ id: "test", role: "test", run: "bundle exec rake test", needs, source: rakefile });
  }
  return { kind: "toolchain", toolchain: "Bundler", prefix: "bundler", stages };
}
