import type { ProjectFolder } from "./project-folder.ts";

/** Whether stages run in PowerShell. */
export const isWindows = process.platform === "win32";

/** How a person starts a script of the project: by itself when it is marked executable, else through the shell. */
export async function programCommand(folder: ProjectFolder, name: string): Promise<string> {
  return isWindows || (await folder.isExecutable(name)) ? `./${name}` : `sh ./${name}`;
}

/** A build tool that projects bring along as a script (`./mvnw`), else the installed one. */
export async function wrapperCommand(folder: ProjectFolder, script: string, windowsScript: string, installed: string): Promise<string> {
  if (isWindows) return folder.hasFile(windowsScript) ? `./${windowsScript}` : installed;
  return folder.hasFile(script) ? programCommand(folder, script) : installed;
}
