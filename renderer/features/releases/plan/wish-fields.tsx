import type { ReleasePlan } from "../../../../shared/contract/releases.ts";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./wish-fields.module.css";

interface WishFieldsProps {
  plan: ReleasePlan;
  version: string;
  channel: string;
  onVersion: (version: string) => void;
  onChannel: (channel: string) => void;
}

const usualChannel = "beta";

/** What a person wants otherwise than the plan: a pre-release, or a version of their own. */
export function WishFields({ plan, version, channel, onVersion, onChannel }: WishFieldsProps) {
  // A branch of pre-releases has its channel from the pipeline's file.
  const isOfBranch = channel === "" && plan.channel !== null;
  const isPreRelease = channel !== "" || isOfBranch;
  return (
    <div className={styles.fields}>
      <SegmentedControl
        label="Kind of release"
        value={isPreRelease ? "pre-release" : "release"}
        onChange={(kind) => onChannel(kind === "release" ? "" : (plan.channel ?? usualChannel))}
        segments={[
          { value: "release", label: "Release" },
          { value: "pre-release", label: "Pre-release" },
        ]}
      />
      {isPreRelease && (
        <TextField
          label="Channel"
          isLabelHidden
          placeholder="Channel"
          className={styles.channel}
          value={channel === "" ? (plan.channel ?? "") : channel}
          maxLength={50}
          onChange={(event) => onChannel(event.target.value)}
        />
      )}
      <TextField
        label="Another version"
        isLabelHidden
        placeholder="Another version"
        className={styles.version}
        value={version}
        maxLength={100}
        onChange={(event) => onVersion(event.target.value)}
      />
    </div>
  );
}
