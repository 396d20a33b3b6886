import type { Service } from "../../../../shared/contract/services.ts";
import { lookOfService, serviceWord } from "../../../../shared/service-look.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./needs.module.css";

const most = 3;

/** What a service needs, each with how it stands. */
export function Needs({ needs, all }: { needs: readonly string[]; all: readonly Service[] }) {
  const rest = needs.length - most;
  return (
    <span className={styles.needs}>
      needs
      {needs.slice(0, most).map((need) => {
        const service = all.find(({ name }) => name === need);
        return (
          <span key={need} className={styles.need} title={service === undefined ? need : `${need}: ${serviceWord(service)}`}>
            <StatusIcon status={service === undefined ? "none" : lookOfService(service)} size={12} />
            {need}
            {service !== undefined && <span className="visually-hidden">, {serviceWord(service).toLowerCase()}</span>}
          </span>
        );
      })}
      {rest > 0 && <span title={needs.slice(most).join(", ")}>and {rest} more</span>}
    </span>
  );
}
