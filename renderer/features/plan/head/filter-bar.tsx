import { CircleUser, Milestone, Tag, UserRound } from "lucide-react";
import { useMemo } from "react";
import type { PlanBoard } from "../../../../shared/contract/plan.ts";
import { isSamePerson, personName } from "../../../../shared/plan-look.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { changeQuery } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { FilterField } from "../../../ui/filter-field.tsx";
import listStyles from "../../../ui/list-view.module.css";
import { Select } from "../../../ui/select.tsx";
import { isFiltered, type PlanFilter, without } from "../board/board-filter.ts";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** Narrows the board; what is chosen stands in the address. */
export function FilterBar({ board, filter }: { board: PlanBoard; filter: PlanFilter }) {
  const { labels, milestones, me } = board;
  const people = useMemo(() => assigneesOf(board), [board]);
  const isMine = me !== null && filter.assignee !== "" && isSamePerson(me, filter.assignee);
  return (
    <div className={listStyles.bar}>
      <FilterField label="Search the plan" value={filter.text} onChange={(text) => changeQuery({ text })} onDown={() => moveFocus(1)} />
      {labels.length > 0 && (
        <Select
          label="Label"
          icon={<Tag {...icon} />}
          value={filter.label}
          options={options("All labels", labels, filter.label)}
          onChange={(label) => changeQuery({ label })}
        />
      )}
      {milestones.length > 0 && (
        <Select
          label="Milestone"
          icon={<Milestone {...icon} />}
          value={filter.milestone}
          options={[...options("All milestones", milestones, filter.milestone), { value: without, label: "No milestone" }]}
          onChange={(milestone) => changeQuery({ milestone })}
        />
      )}
      <Select
        label="Assignee"
        icon={<UserRound {...icon} />}
        value={filter.assignee}
        options={[...options("Everybody", people, filter.assignee, personName), { value: without, label: "Nobody" }]}
        onChange={(assignee) => changeQuery({ assignee })}
      />
      {me !== null && (
        <Button kind="quiet" isPressed={isMine} onClick={() => changeQuery({ assignee: isMine ? "" : me })}>
          <CircleUser {...icon} />
          Mine
        </Button>
      )}
      {isFiltered(filter) && (
        <Button kind="quiet" onClick={() => changeQuery({ text: "", label: "", milestone: "", assignee: "" })}>
          Clear
        </Button>
      )}
    </div>
  );
}

/** Those who have items; who could have some is offered where an item is given to somebody. */
function assigneesOf({ items }: PlanBoard): string[] {
  return [...new Set(items.flatMap(({ assignee }) => assignee ?? []))].sort((a, b) => personName(a).localeCompare(personName(b)));
}

/** All values in use, with the one that is chosen also when nothing has it any more. */
function options(all: string, values: readonly string[], chosen: string, name: (value: string) => string = (value) => value) {
  const known = chosen === "" || chosen === without || values.includes(chosen) ? values : [chosen, ...values];
  return [{ value: "", label: all }, ...known.map((value) => ({ value, label: name(value) }))];
}
