import { ArrowRight } from "lucide-react";
import { useStore } from "zustand";
import type { Service } from "../../../../shared/contract/services.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { lookOfService, needsLook, serviceWord } from "../../../../shared/service-look.ts";
import { formatAgeShort } from "../../../../shared/time.ts";
import { nowStore } from "../../../state/now.ts";
import { screenAddress, serviceAddress } from "../../../state/route.ts";
import { servicesStore } from "../../../state/services.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./services-card.module.css";

// As high as three cards.
const most = 9;

/** The services of the project in the column of operating: each with how it stands, what needs a look first. */
export function ServicesCard({ projectId }: { projectId: ProjectId }) {
  const services = useStore(servicesStore, (state) => (state.projectId === projectId ? state.services : null)) ?? none;
  const now = useStore(nowStore, (state) => state.now);
  if (services.length === 0) return null;
  const inOrder = services.length <= most ? services : [...services.filter(needsLook), ...services.filter((one) => !needsLook(one))];
  const rest = services.length - most;
  return (
    <article aria-label="Services" className={styles.card} data-alarm={services.some(needsLook) ? "" : undefined}>
      <ul>
        {inOrder.slice(0, most).map((service) => (
          <li key={service.id}>
            <a className={styles.service} href={serviceAddress(projectId, service.id)} title={service.detail}>
              <StatusIcon status={lookOfService(service)} size={14} />
              <span className={styles.name}>{service.name}</span>
              <span className={styles.fact}>{factOf(service, now)}</span>
            </a>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <a className={styles.all} href={screenAddress(projectId, "services")}>
          {rest} more
          <ArrowRight size={14} strokeWidth={2} aria-hidden="true" />
        </a>
      )}
    </article>
  );
}

/** How long it runs while it is well, else the word for where it stands. */
function factOf(service: Service, now: number) {
  const { state, startedAt } = service;
  if (state !== "ready" || startedAt === null) return serviceWord(service);
  return (
    <>
      <span className="visually-hidden">Ready, up </span>
      {formatAgeShort(Math.max(0, now - startedAt))}
    </>
  );
}

const none: readonly Service[] = [];
