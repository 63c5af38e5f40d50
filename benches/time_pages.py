#!/usr/bin/env python3
"""Server time of pages from a warm cube: time_pages.py MANYI DATABASE [LEVEL]

Starts the service on the database, asks for each page once to warm it, then 15 times, and prints the
median and the greatest in milliseconds, as a client on this machine measures them. Nothing is answered from
a cache of the client: no ETag is sent. LEVEL is that of the units of ranking pages, e.g. village."""

import statistics, subprocess, sys, time, urllib.request

manyi, database = sys.argv[1], sys.argv[2]
level = sys.argv[3] if len(sys.argv) > 3 else None
base = "http://127.0.0.1:18477"
run = lambda *args: subprocess.run([manyi, *args, "--database", database], capture_output=True, text=True)
run("user", "add", "bench", "--role", "leader", "--role", "analyst", "--role", "supervisor")
token = run("user", "token", "bench").stdout.strip().split("\n")[-1].strip()
service = subprocess.Popen([manyi, "serve", "--listen", "127.0.0.1:18477", "--database", database],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ask(path):
    request = urllib.request.Request(base + path, headers={
        "Authorization": f"Bearer {token}", "Accept": "text/html", "Accept-Language": "zh-CN"})
    begin = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as answer:
        size = len(answer.read())
    return (time.perf_counter() - begin) * 1e3, size


try:
    for _ in range(100):
        try:
            ask("/api/v1/health")
            break
        except OSError:
            time.sleep(0.1)
    cut = f"?level={level}" if level else ""
    pages = ["/overview", "/ranking", "/movement", "/compare", "/heatmap", "/trend", "/answers", "/priority",
             "/coverage", "/funnel", "/workbench", "/unit?unit=991202001"]
    for page in pages:
        path = page if "?" in page or page in ("/answers",) else page + cut
        try:
            first, size = ask(path)
            times = [ask(path)[0] for _ in range(15)]
            print(f"{path:34} median {statistics.median(times):7.1f} ms, worst {max(times):7.1f}, "
                  f"first {first:8.1f}, {size // 1024} kB", flush=True)
        except Exception as error:  # a page that is too large says so
            print(f"{path:34} {error}", flush=True)
finally:
    service.terminate()
    service.wait()
