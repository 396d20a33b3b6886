/** Files and folders whose coming, going or changing may change what detection proposes, or the services of a folder. */
const relevantNames = new Set(
  [
    "millrace.yml millrace.yaml procfile .env .gitignore",
    "package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock .yarnrc.yml bun.lock bun.lockb",
    "makefile gnumakefile cmakelists.txt configure configure.ac configure.in autogen.sh bootstrap makefile.am makefile.in meson.build",
    "cargo.toml rustfmt.toml .rustfmt.toml clippy.toml .clippy.toml go.mod go.work",
    "pom.xml mvnw mvnw.cmd build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradlew gradlew.bat",
    "pyproject.toml setup.py setup.cfg requirements.txt uv.lock poetry.lock tox.ini pytest.ini conftest.py manage.py ruff.toml .ruff.toml",
    "deno.json deno.jsonc composer.json phpunit.xml phpunit.xml.dist gemfile gemfile.lock rakefile .rspec .rubocop.yml",
    "dockerfile containerfile compose.yml compose.yaml docker-compose.yml docker-compose.yaml",
    "justfile .justfile taskfile.yml taskfile.yaml taskfile.dist.yml taskfile.dist.yaml",
    "test tests spec bin build",
  ]
    .join(" ")
    .split(" "),
);

const relevantEndings = [".sln", ".slnx", ".csproj", ".fsproj", ".vbproj", ".txt", ".py", ".ts"];

/** Whether a change of this name may matter. In doubt it does: a look too many costs milliseconds. */
export function isRelevantName(name: string): boolean {
  const lower = name.toLowerCase();
  return relevantNames.has(lower) || relevantEndings.some((ending) => lower.endsWith(ending));
}
