#!/usr/bin/env python3
"""Times manyi beside a peer on the same file, in turn, and compares the results.

    compare_scoring.py --answers answers.parquet --units units.csv --questions questions.csv \\
        --peer 'python3 a_duckdb.py' --manyi target/release/manyi \\
        [--rescore target/release/rescore] [--all-columns] [--rounds 5] [--work DIR]

The answers are in long form with the columns response_id, unit_id, collected_at, stratum, psu,
weight, question_id and answer (1..5, empty, 9); units.csv has unit_id, parent_id and level;
questions.csv has question_id and category. The peer is a command that takes --input, --units and
--out and writes unit_id, kind (months a period), period, category, n, mean, top2 and se as Parquet.

Both do the whole work: every unit at every level by month, quarter, half-year and year, by category
and overall: n, index, rate and standard error. With --all-columns manyi also makes what the peer
does not: intervals, design effects and the other columns. They run in turn, each in a process of
its own; medians and their ratio are printed, then the largest differences.

With --rescore a new scoring scheme is applied to the whole result too: once from the cube as a
file, once from the cube in memory, as the service holds it. Needs polars for Python.
"""
import argparse, os, resource, statistics, subprocess, time
import polars as pl

EQUAL_STEPS = "five_equal_steps"


def write_inputs(units, questions, work):
    """Our own unit and questionnaire files."""
    tree = pl.read_csv(units)
    tree.select(
        code=pl.col("unit_id"), name=pl.col("name"), name_en=pl.lit(""), level=pl.col("level"),
        parent=pl.col("parent_id"), valid_from=pl.lit(""), valid_to=pl.lit(""),
    ).write_csv(f"{work}/units.csv")
    table = pl.read_csv(questions)
    lines = ['code = "bench"', "version = 1", 'title = { zh = "bench", en = "bench" }', "[scheme]",
             'code = "bench"', 'name = { zh = "bench", en = "bench" }']
    for category in table["category"].unique(maintain_order=True):
        lines += ["[[scheme.categories]]", f'code = "{category}"', f'name = {{ zh = "{category}", en = "{category}" }}']
    lines += ["[[scales]]", 'code = "five"']
    for code in "54321":
        negative = "true" if code in "12" else "false"
        lines += ["[[scales.options]]", f'code = "{code}"', f'label = {{ zh = "{code}", en = "{code}" }}',
                  f'kind = "substantive"', f"negative = {negative}"]
    lines += ["[[scales.options]]", 'code = "9"', 'label = { zh = "9", en = "9" }', 'kind = "refused"', "negative = false"]
    for question, category in table.iter_rows():
        lines += ["[[questions]]", f'code = "{question}"', f'text = {{ zh = "{question}", en = "{question}" }}',
                  f'category = "{category}"', 'scale = "five"']
    with open(f"{work}/questionnaire.toml", "w") as file:
        file.write("\n".join(lines) + "\n")


def run(command):
    """Seconds and peak memory (MB) of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command} ended with {status}")
    return seconds, usage.ru_maxrss / 1024


def with_keys_of_the_peer(ours):
    """Our table with unit_id, kind (months a period) and period (counted from 2024)."""
    period = pl.col("period")
    kind = (pl.when(period.str.contains("-Q")).then(3).when(period.str.contains("-H")).then(6)
            .when(period.str.len_chars() == 4).then(12).otherwise(1))
    year = period.str.slice(0, 4).cast(pl.Int32) - 2024
    part = (pl.when(kind == 12).then(0)
            .when(kind == 1).then(period.str.slice(5, 2).cast(pl.Int32, strict=False) - 1)
            .otherwise(period.str.slice(6, 1).cast(pl.Int32, strict=False) - 1))
    return ours.select(
        unit_id=pl.col("unit_code").cast(pl.Int32), kind=kind.cast(pl.Int32),
        period=(year * (12 // kind) + part).cast(pl.Int32), category="category",
        index="index", rate="rate", se_ours="se", flag="flag")


def compare(ours, theirs):
    """Largest absolute differences over all cells; a missing or extra cell is an error."""
    ours = with_keys_of_the_peer(pl.read_parquet(ours))
    both = pl.read_parquet(theirs).join(ours, on=["unit_id", "kind", "period", "category"], how="full", suffix="_ours")
    unmatched = both.filter(pl.col("unit_id").is_null() | pl.col("unit_id_ours").is_null())
    print(f"cells: {len(both)}; on one side only: {len(unmatched)}")
    given = both.filter(pl.col("se_ours").is_not_null())
    worst = both.select(((pl.col("mean") - pl.col("index")).abs().max()).alias("index"),
                        (pl.col("top2") - pl.col("rate")).abs().max().alias("rate"))
    # One-pass sums of squares, as the peers take them, leave about 1e-6 where the error is 0.
    gap = (pl.col("se") - pl.col("se_ours")).abs()
    tiny = pl.max_horizontal("se", "se_ours") < 1e-4
    print("largest difference:", worst.row(0, named=True),
          "se:", given.filter(~tiny).select(gap.max()).item(),
          "se where both are below 1e-4:", given.filter(tiny).select(gap.max()).item())
    print(f"cells without a standard error here (one PSU): {len(both) - len(given)};",
          f"largest of the peer's there: {both.filter(pl.col('se_ours').is_null())['se'].max()}")
    if len(unmatched):
        raise SystemExit("the results do not have the same cells")


def commands(a):
    """What is timed: the peer, manyi from the answers, and manyi from the cube."""
    files = ["--units", f"{a.work}/units.csv", "--form", f"{a.work}/questionnaire.toml"]
    names = ["--column", "unit=unit_id", "--column", "date=collected_at", "--column", "question=question_id"]
    wanted = ["--period", "months", "quarters", "halves", "years", "--scheme", EQUAL_STEPS,
              "--design", "file", "--suppress-below", "0", "--format", "parquet"]
    if not a.all_columns:
        wanted += ["--columns", "unit_code,period,category,n,index,rate,se,flag"]
    cube = f"{a.work}/cube.parquet"
    timed = {
        "peer": a.peer.split() + ["--input", a.answers, "--units", a.units, "--out", f"{a.work}/theirs.parquet"],
        "manyi": [a.manyi, "score", "--answers", a.answers, *names, *files, *wanted, "-o", f"{a.work}/ours.parquet"],
    }
    if a.rescore:
        run([a.manyi, "cube", "build", "--answers", a.answers, *names, *files[2:], "--quiet", "-o", cube])
        timed["manyi from the cube as a file"] = [
            a.manyi, "score", "--cube", cube, *files, *wanted, "-o", f"{a.work}/ours.parquet"]
    return timed


def rescored(a):
    """Median seconds of a new scheme on the cube in memory."""
    files = [f"{a.work}/cube.parquet", f"{a.work}/units.csv", f"{a.work}/questionnaire.toml"]
    lines = subprocess.run([a.rescore, *files, str(a.rounds)], check=True, capture_output=True, text=True)
    return statistics.median(float(line.split()[0]) for line in lines.stdout.splitlines())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("answers", "units", "questions", "peer", "manyi"):
        ap.add_argument(f"--{name}", required=True)
    ap.add_argument("--rescore")
    ap.add_argument("--all-columns", action="store_true")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--work", default=".")
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    write_inputs(a.units, a.questions, a.work)
    timed = commands(a)
    times = {name: [] for name in timed}
    for round in range(a.rounds):
        for name, command in timed.items():
            times[name].append(run(command))
            print(f"round {round + 1} {name}: {times[name][-1][0]:.2f} s, {times[name][-1][1]:.0f} MB", flush=True)
    seconds = {name: statistics.median(s for s, _ in runs) for name, runs in times.items()}
    memory = {name: statistics.median(m for _, m in runs) for name, runs in times.items()}
    if a.rescore:
        seconds["manyi from the cube in memory"] = rescored(a)
    for name, median in seconds.items():
        used = f", {memory[name]:.0f} MB ({memory[name] / memory['peer']:.2f})" if name in memory else ""
        print(f"median: {name} {median:.2f} s, {seconds['peer'] / median:.2f} times as fast as the peer{used}")
    compare(f"{a.work}/ours.parquet", f"{a.work}/theirs.parquet")


if __name__ == "__main__":
    main()
