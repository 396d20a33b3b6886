import { FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import { acceptFolders } from "../actions/drop.ts";
import styles from "./drop-veil.module.css";

/** Takes folders that are dragged in, anywhere on the window, and says so while one hangs over it. */
export function DropVeil() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => acceptFolders(setIsOver), []);
  if (!isOver) return null;
  return (
    <div className={styles.veil}>
      <div className={styles.sign}>
        <FolderOpen size={28} strokeWidth={1.5} aria-hidden="true" />
        Drop the folder to open it
      </div>
    </div>
  );
}
