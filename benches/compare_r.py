#!/usr/bin/env python3
"""Times manyi beside R's package survey on the same answers, and compares the cells that both made.

    compare_r.py --answers answers.csv --units units.csv --questions questions.csv \\
        --script a_survey.R --manyi target/release/manyi [--levels city,district] [--kinds 12,6]

The files are those of compare_scoring.py, the answers as CSV with the column category. The R script
takes ANSWERS UNITS OUT LEVELS KINDS, writes unit_id, kind, period, category, mean, top2 and se as
CSV, and ends with a line of JSON that holds "cells" and "ms_per_cell". R makes the cells one by
one, so its time for the whole result is its time per cell times the number of cells; manyi makes
the whole result. Needs polars for Python.
"""
import argparse, json, os, statistics, subprocess
import polars as pl
from compare_scoring import EQUAL_STEPS, run, write_inputs, with_keys_of_the_peer


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("answers", "units", "questions", "script", "manyi"):
        ap.add_argument(f"--{name}", required=True)
    ap.add_argument("--levels", default="city,district")
    ap.add_argument("--kinds", default="12,6")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--work", default=".")
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    write_inputs(a.units, a.questions, a.work)
    ours, theirs = f"{a.work}/ours.parquet", f"{a.work}/r.csv"
    command = [a.manyi, "score", "--answers", a.answers, "--units", f"{a.work}/units.csv",
               "--form", f"{a.work}/questionnaire.toml", "--column", "unit=unit_id",
               "--column", "date=collected_at", "--column", "question=question_id",
               "--period", "months", "quarters", "halves", "years", "--scheme", EQUAL_STEPS,
               "--design", "file", "--suppress-below", "0", "--format", "parquet", "-o", ours]
    seconds = statistics.median(run(command)[0] for _ in range(a.rounds))
    said = subprocess.run(["Rscript", a.script, a.answers, a.units, theirs, a.levels, a.kinds],
                          check=True, capture_output=True, text=True).stdout
    r = json.loads(said.splitlines()[-1])
    cells = pl.read_parquet(ours).height
    whole = cells * r["ms_per_cell"] / 1000
    print(f"manyi: {cells} cells in {seconds:.2f} s (median of {a.rounds})")
    print(f"R: {r['cells']} cells, {r['ms_per_cell']:.1f} ms each; {cells} cells would take {whole:.0f} s, "
          f"{whole / seconds:.0f} times as long")
    both = pl.read_csv(theirs).with_columns(pl.col("unit_id", "kind", "period").cast(pl.Int32)).join(
        with_keys_of_the_peer(pl.read_parquet(ours)), on=["unit_id", "kind", "period", "category"])
    worst = {name: both.select((pl.col(peer) - pl.col(name)).abs().max()).item()
             for name, peer in (("index", "mean"), ("rate", "top2"), ("se_ours", "se"))}
    print(f"compared: {both.height} of {r['cells']} cells; largest differences: {worst}")
    if both.height != r["cells"]:
        raise SystemExit("not every cell of R was found")


if __name__ == "__main__":
    main()
