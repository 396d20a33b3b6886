/** One setting as the palette and the page know it. */
export interface SettingEntry {
  readonly id: string;
  readonly section:
    | "Appearance"
    | "Running"
    | "Storage"
    | "Editor and monitors"
    | "History"
    | "Notifications"
    | "Secrets"
    | "Triggers"
    | "This computer";
  readonly label: string;
  /** What it means, in a sentence. */
  readonly explanation: string;
  /** Further words that find it. */
  readonly keywords: string;
}

/** All settings, in the order of the page. */
export const settingEntries = {
  theme: {
    id: "theme",
    section: "Appearance",
    label: "Theme",
    explanation: "Dark, light, or whichever the system has.",
    keywords: "colours colors dark light",
  },
  density: {
    id: "density",
    section: "Appearance",
    label: "Density",
    explanation: "How much room rows and controls take.",
    keywords: "compact comfortable",
  },
  stagesAtOnce: {
    id: "stagesAtOnce",
    section: "Running",
    label: "Stages at once",
    explanation: "How many stages may run at the same time on this computer, over all runs.",
    keywords: "parallel workers limit cores",
  },
  runsAtOnce: {
    id: "runsAtOnce",
    section: "Running",
    label: "Runs at once",
    explanation: "How many runs may be under way; more wait as queued.",
    keywords: "parallel limit queue",
  },
  stopGrace: {
    id: "stopGrace",
    section: "Running",
    label: "Time to stop",
    explanation: "How long a stage may take to obey the polite signal before it is killed, in seconds.",
    keywords: "cancel grace kill signal",
  },
  editorCommand: {
    id: "editorCommand",
    section: "Editor and monitors",
    label: "Editor",
    explanation: "The command that opens a file, with {file}, {line} and {column}. Empty takes an editor that is known.",
    keywords: "open code vim idea",
  },
  watchesWhenClosed: {
    id: "watchesWhenClosed",
    section: "Editor and monitors",
    label: "Watch while Millrace is closed",
    explanation: "Monitors are looked at, and alerts told, also when no window is open. Otherwise that time stays unknown.",
    keywords: "monitor background keep watching always",
  },
  notifyOn: {
    id: "notifyOn",
    section: "Notifications",
    label: "What the desktop is told",
    explanation: "Each thing once, however many windows are open. On change: when something breaks, or is whole again.",
    keywords: "notification notify desktop failure run ends alert",
  },
  quietHours: {
    id: "quietHours",
    section: "Notifications",
    label: "Quiet hours",
    explanation: "Nothing is told from one time to the other; what happened meanwhile is told afterwards, in one message.",
    keywords: "notification do not disturb night silence weekend",
  },
  quietDays: {
    id: "quietDays",
    section: "Notifications",
    label: "On these days",
    explanation: "The days on which quiet hours begin; none chosen: on every one.",
    keywords: "quiet hours weekday weekend",
  },
  showNotices: {
    id: "showNotices",
    section: "Notifications",
    label: "Show messages of this browser",
    explanation: "As long as this page is open.",
    keywords: "notification alert monitor browser permission desktop",
  },
  notifyRules: {
    id: "notifyRules",
    section: "Notifications",
    label: "Projects that tell something else",
    explanation: "What the desktop is told of each project. Monitors tell the desktop only where their alert says so.",
    keywords: "notification rule project mute",
  },
  secrets: {
    id: "secrets",
    section: "Secrets",
    label: "What stages are given and nobody sees",
    explanation: "Passwords, tokens and keys that the pipeline asks for by name. Their values are sealed on this computer.",
    keywords: "password token key credentials environment variables",
  },
  triggers: {
    id: "triggers",
    section: "Triggers",
    label: "What starts runs by itself",
    explanation:
      "As the pipeline's file says it: a saved file, a commit, another branch, a changed remote, the time. Only while Millrace is open.",
    keywords: "automatic schedule cron commit save branch remote pause",
  },
  keepLogsDays: {
    id: "keepLogsDays",
    section: "Storage",
    label: "Keep logs",
    explanation: "In days; 0 keeps them for ever.",
    keywords: "retention age clean up delete",
  },
  keepArtifactsDays: {
    id: "keepArtifactsDays",
    section: "Storage",
    label: "Keep artifacts",
    explanation: "In days; 0 keeps them for ever.",
    keywords: "retention age clean up delete",
  },
  keepBytes: {
    id: "keepBytes",
    section: "Storage",
    label: "Logs and artifacts together",
    explanation: "In GiB, over all projects; 0 for any size. Artifacts go before logs, the oldest first.",
    keywords: "retention size disk space limit",
  },
  keepArtifactBytes: {
    id: "keepArtifactBytes",
    section: "Storage",
    label: "Artifacts alone",
    explanation: "In GiB, over all projects; 0 for any size within the limit above.",
    keywords: "retention size disk space limit",
  },
  keepRunsDays: {
    id: "keepRunsDays",
    section: "Storage",
    label: "Keep runs",
    explanation: "In days; 0 keeps what is known of them for ever, which takes little. Charts keep their numbers in any case.",
    keywords: "retention history age delete",
  },
  keepRunsPerProject: {
    id: "keepRunsPerProject",
    section: "Storage",
    label: "Runs of each project",
    explanation: "How many are kept; 0 for all.",
    keywords: "retention history count limit",
  },
  cache: {
    id: "cache",
    section: "Storage",
    label: "Stage cache",
    explanation: "In GiB, over all projects. Results that were not used for longest go first; 0 keeps none.",
    keywords: "cache results size disk space limit empty clear",
  },
  diskUse: {
    id: "diskUse",
    section: "Storage",
    label: "On the disk",
    explanation: "What runs have left behind. Pinned runs stay, and so do the last and the last green run of every branch.",
    keywords: "storage space clean up free",
  },
  historyExport: {
    id: "historyExport",
    section: "History",
    label: "Write the history into a file",
    explanation: "Runs, logs, tests, releases, deployments and incidents of a project, without values of secrets; gzip of JSON lines.",
    keywords: "export share backup save move archive",
  },
  historyImport: {
    id: "historyImport",
    section: "History",
    label: "Take a file in",
    explanation: "Says first what it holds. Runs that are here already stay as they are, and nothing of it is ever run.",
    keywords: "import restore merge move archive",
  },
  doctor: {
    id: "doctor",
    section: "This computer",
    label: "Doctor",
    explanation: "What is installed and what is missing. Missing is no fault by itself: not everyone needs every tool.",
    keywords: "check installed missing tools",
  },
  data: {
    id: "data",
    section: "This computer",
    label: "Data folder",
    explanation: "Where the history and the logs are.",
    keywords: "database path storage",
  },
} as const satisfies Record<string, SettingEntry>;
