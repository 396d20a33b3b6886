import styles from "./skip-link.module.css";

/** Where {@link SkipLink} leads. */
export const contentId = "content";

/** The first stop of the Tab key: past the bar and the rail to what the window is about. Seen only while it has the focus. */
export function SkipLink() {
  return (
    <a
      href={`#${contentId}`}
      className={styles.skip}
      onClick={(event) => {
        // What stands behind # in the address is the screen that is shown.
        event.preventDefault();
        document.getElementById(contentId)?.focus();
      }}
    >
      Skip to content
    </a>
  );
}
