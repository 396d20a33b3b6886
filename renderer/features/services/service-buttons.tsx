import { Play, RotateCw, Square } from "lucide-react";
import type { Service } from "../../../shared/contract/services.ts";
import { isServiceUp } from "../../../shared/service-look.ts";
import { commandServices } from "../../actions/service-actions.ts";
import { IconButton } from "../../ui/button.tsx";
import styles from "./service-buttons.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** Starts, restarts or stops one service; `R` does the first of these that is possible. */
export function ServiceButtons({ service, size }: { service: Service; size: "small" | "normal" }) {
  const { projectId, name, state, isCurrent, line } = service;
  const isUp = isServiceUp(service);
  return (
    <span className={styles.buttons}>
      {isUp ? (
        <>
          {line > 0 && (
            <IconButton
              size={size}
              label={isCurrent ? `Restart ${name}` : `Restart ${name}, as the file says now`}
              className={isCurrent ? undefined : styles.due}
              data-run=""
              onClick={() => void commandServices("restart", projectId, [name])}
            >
              <RotateCw {...icon} />
            </IconButton>
          )}
          <IconButton
            size={size}
            label={`Stop ${name}`}
            disabled={state === "stopping" && !service.isWanted}
            onClick={() => void commandServices("stop", projectId, [name])}
          >
            <Square {...icon} size={12} fill="currentColor" />
          </IconButton>
        </>
      ) : (
        line > 0 && (
          <IconButton size={size} label={`Start ${name}`} data-run="" onClick={() => void commandServices("start", projectId, [name])}>
            <Play {...icon} />
          </IconButton>
        )
      )}
    </span>
  );
}
