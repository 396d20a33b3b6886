import { Download } from "lucide-react";
import { IconButton } from "./button.tsx";
import { Menu, MenuItem } from "./menu.tsx";

interface ExportMenuProps {
  /** What is saved, as in "Save the runs as a file". */
  what: string;
  size?: "small" | "normal";
  onSave: (format: "csv" | "json") => void;
}

/** Saves a table as a file: for table programs, or for scripts. */
export function ExportMenu({ what, size = "normal", onSave }: ExportMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton size={size} label={`Save ${what} as a file`}>
          <Download size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem label="CSV" detail="for table programs" onSelect={() => onSave("csv")} />
      <MenuItem label="JSON" detail="for scripts" onSelect={() => onSave("json")} />
    </Menu>
  );
}
