import { portAddress } from "../../../shared/service-look.ts";
import { classNames } from "../../ui/class-names.ts";
import styles from "./ports.module.css";

interface PortsProps {
  /** Of the service. */
  name: string;
  ports: readonly number[];
  /** Whether the service itself may answer there: a port that it waits for is somebody else's. */
  isOpen: boolean;
  most: number;
  className?: string | undefined;
}

/** The ports of a service, each leading to what answers there. */
export function Ports({ name, ports, isOpen, most, className }: PortsProps) {
  const rest = ports.length - most;
  return (
    <>
      {ports.slice(0, most).map((port) =>
        isOpen ? (
          <a
            key={port}
            className={classNames(styles.port, className)}
            href={portAddress(port)}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={`Open port ${port} of ${name}`}
            title={portAddress(port)}
          >
            {port}
          </a>
        ) : (
          <span key={port} className={styles.closed}>
            {port}
          </span>
        ),
      )}
      {rest > 0 && (
        <span className={styles.closed} title={ports.slice(most).join(", ")}>
          +{rest}
        </span>
      )}
    </>
  );
}
