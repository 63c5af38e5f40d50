#!/usr/bin/env python3
"""Times `manyi export answers` beside sqlite3 and DuckDB on the same answers, in turn.

    compare_export.py --database manyi.db --manyi target/release/manyi \\
        [--flat flat.db] [--rounds 5] [--work DIR] [--skip-view]

The database is one of manyi's with as many answers as wanted: make-district, manyi import. The peers:

  sqlite3, flat table   `.mode csv` over a plain table with the columns of the export, which --flat
                        names and which is made once from the database if it is not there: the best case
                        of a database that keeps an answer a row
  sqlite3, our view     the same over the JSON column of the file itself, as somebody would do by hand
  DuckDB                COPY … TO … (FORMAT csv) from its own file, if the Python module is there

Each runs in a process of its own and writes to a file on the same disk. Medians, the size of what was
written, peak memory and the ratios to manyi's time are printed; processor time also tells the truth on a
machine that does other work.
"""
import argparse, importlib.util, os, statistics, subprocess, sys, time

COLUMNS = """SELECT r.id AS response_id, r.round AS round, r.unit AS unit_code, r.mode AS mode,
 r.interviewed_on AS interviewed_on, r.stratum AS stratum, r.psu AS psu, r.weight AS weight,
 a.key AS question_code, a.value AS answer
 FROM responses AS r, json_each(r.answers, '$.answers') AS a"""
# In a process of its own: the peak of a child is never less than what its parent held when it was started.
LOAD = """import duckdb, sys
c = duckdb.connect(sys.argv[1])
c.execute(f"CREATE TABLE flat AS SELECT * FROM read_csv('{sys.argv[2]}', all_varchar = true)")"""
DUCK = """import duckdb, sys
c = duckdb.connect(sys.argv[1], read_only=True)
c.execute(f"COPY flat TO '{sys.argv[2]}' (FORMAT csv, HEADER)")"""


def run(command, out=None):
    """Seconds, seconds of processor time and peak memory (MB) of one process."""
    target = open(out, "wb") if out else subprocess.DEVNULL
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=target, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command} ended with {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def lines(path):
    count = 0
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            count += block.count(b"\n")
    return count


def make_flat(database, flat):
    """A plain table of the same answers."""
    script = f"ATTACH '{os.path.abspath(database)}' AS m; PRAGMA journal_mode=OFF; CREATE TABLE flat AS {COLUMNS};"
    script = script.replace("FROM responses", "FROM m.responses")
    subprocess.run(["sqlite3", flat, script], check=True, stdout=subprocess.DEVNULL)


def duckdb_file(flat, work):
    if importlib.util.find_spec("duckdb") is None:
        return None
    path = f"{work}/flat.duckdb"
    if not os.path.exists(path):
        # By way of a file: the extension that reads SQLite would have to be downloaded.
        passed = f"{work}/passed.csv"
        with open(passed, "wb") as file:
            subprocess.run(["sqlite3", "-batch", "-readonly", flat, "-cmd", ".mode csv", "-cmd", ".headers on",
                            "SELECT * FROM flat"], check=True, stdout=file)
        subprocess.run([sys.executable, "-c", LOAD, path, passed], check=True)
        os.remove(passed)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--manyi", required=True)
    parser.add_argument("--flat")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", default=".")
    parser.add_argument("--skip-view", action="store_true", help="leave out the slow query over our view")
    args = parser.parse_args()
    flat = args.flat or f"{args.work}/flat.db"
    if not os.path.exists(flat):
        make_flat(args.database, flat)
    sqlite = lambda path, query: ["sqlite3", "-batch", "-readonly", path, "-cmd", ".mode csv", "-cmd", ".headers on", query]
    out = lambda name: f"{args.work}/{name}.csv"
    url = f"sqlite://{args.database}"
    peers = {
        "manyi": ([args.manyi, "--database", url, "export", "answers", "-q", "-o", out("manyi")], None, out("manyi")),
        "sqlite3, flat table": (sqlite(flat, "SELECT * FROM flat"), out("flat"), out("flat")),
    }
    if not args.skip_view:
        peers["sqlite3, our view"] = (sqlite(args.database, COLUMNS), out("view"), out("view"))
    if duck := duckdb_file(flat, args.work):
        peers["DuckDB"] = ([sys.executable, "-c", DUCK, duck, out("duck")], None, out("duck"))
    times = {name: [] for name in peers}
    busy = {name: [] for name in peers}
    memory = {name: 0.0 for name in peers}
    written = {}
    for _ in range(args.rounds):
        for name, (command, stdout, path) in peers.items():
            seconds, processor, peak = run(command, stdout)
            times[name].append(seconds)
            busy[name].append(processor)
            memory[name] = max(memory[name], peak)
            if name not in written:
                written[name] = (lines(path), os.path.getsize(path))
            os.remove(path)
    ours, ours_busy = statistics.median(times["manyi"]), statistics.median(busy["manyi"])
    for name in peers:
        seconds, processor, (count, size) = statistics.median(times[name]), statistics.median(busy[name]), written[name]
        print(f"{name:22} {seconds:7.2f} s ({processor:6.2f} of processors) {count:>11} lines {size / 1e6:6.0f} MB "
              f"{memory[name]:5.0f} MB peak, {seconds / ours:5.2f} times manyi's time, {processor / ours_busy:5.2f} "
              "of processors")
    # manyi leaves free text out, and says with each answer what it means, so its lines are fewer and longer.
    counts = {count for name, (count, _) in written.items() if name != "manyi"}
    if len(counts) > 1 or written["manyi"][0] > max(counts):
        raise SystemExit("they did not write the same answers")


if __name__ == "__main__":
    main()
