"""Plays a study as a Slurm array job on two nodes, kills a task in its middle, and compares every byte.

    python3 tests/clients/slurm.py target/release/sim

A cluster of its own on the loopback: `munged`, `slurmctld` and two `slurmd` of one processor each, configured in a scratch
folder, on ports that are free, as whoever calls this. Needs the programs of Debian's `slurm-wlm` and `munge`. The file
that `sim plan --slurm` prints is submitted as it is; one task is killed with SIGKILL when it has played a part of its
piece; what `sim missing` prints is submitted again.
"""

import argparse
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from pieces import PIECES, Scratch, Study, until

CONFIGURATION = """ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={work}/munge/socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={work}/state
SlurmdSpoolDir={work}/%n
SlurmctldPidFile={work}/slurmctld.pid
SlurmdPidFile={work}/%n.pid
SlurmctldLogFile={work}/slurmctld.log
SlurmdLogFile={work}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc={work}/finished
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
SwitchType=switch/none
KillWait=2
ReturnToService=2
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES State=UP
"""


class Cluster:
    """Slurm in the study's folder."""

    def __init__(self, study):
        self.study, self.work = study, study.work
        host = socket.gethostname().split(".")[0]
        user = pwd.getpwuid(os.geteuid()).pw_name
        for name in ("munge", "state", "n1", "n2"):
            (self.work / name).mkdir(mode=0o755)
        text = CONFIGURATION.format(host=host, user=user, work=self.work, ports=free_ports(3))
        (self.work / "slurm.conf").write_text(text)
        # Whatever is set for another cluster is not for this one.
        own = {name: value for name, value in study.environment.items() if not name.startswith(("SLURM", "SBATCH"))}
        self.environment = {**own, "SLURM_CONF": str(self.work / "slurm.conf")}
        self.environment["PATH"] += ":/usr/sbin:/sbin"

    def start(self):
        """Starts the daemons, and waits until both nodes are idle."""
        munge = self.work / "munge"
        # The scratch folder is its maker's alone, and munged wants its socket where everybody can get at it.
        self.work.chmod(0o755)
        key = munge / "key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(128))
        self.start_one("munged", "munged", "--foreground", "--num-threads=2", f"--key-file={key}",
                       f"--socket={munge / 'socket'}", f"--pid-file={munge / 'pid'}", f"--log-file={munge / 'log'}",
                       f"--seed-file={munge / 'seed'}")
        until("munged", (munge / "socket").exists)
        self.start_one("slurmctld", "slurmctld", "-D")
        for node in ("n1", "n2"):
            self.start_one(node, "slurmd", "-D", "-N", node)
        until("two idle nodes", lambda: self.call("sinfo", "-h", "-N", "-o", "%T").split() == ["idle", "idle"])

    def start_one(self, name, *words):
        """Starts a daemon, whose words go to `name`.err."""
        self.study.start(name, *words, environment=self.environment)

    def call(self, *words):
        """What a program of Slurm says; nothing if it fails."""
        done = subprocess.run(words, env=self.environment, cwd=self.work, capture_output=True, text=True)
        if done.returncode != 0 and words[0] == "sbatch":
            raise SystemExit(f"{' '.join(words)}: {done.stderr}")
        return done.stdout if done.returncode == 0 else ""

    def submit(self, *words):
        """Submits a job; its id."""
        return self.call("sbatch", "--parsable", *words).strip()

    def wait(self, job, count):
        """Waits until `count` tasks in all have ended, those of `job` the last of them, and returns what is told of each."""
        def tasks():
            finished = self.work / "finished"
            rows = finished.read_text().splitlines() if finished.exists() else []
            fields = [dict(field.split("=", 1) for field in row.split() if "=" in field) for row in rows]
            return [row for row in fields if row["JobState"] in ("COMPLETED", "FAILED")]
        until(f"{count} tasks of job {job}", lambda: len(tasks()) >= count)
        return tasks()


def free_ports(count):
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sim", type=Path)
    options = parser.parse_args()
    begun = time.monotonic()
    # Whoever reads this wants to see how far it is.
    sys.stdout.reconfigure(line_buffering=True)
    with Scratch() as work:
        study = Study(options.sim, work)
        (work / "pieces.sbatch").write_text(study.plan("--slurm"))
        cluster = Cluster(study)
        cluster.start()
        print(f"two nodes are idle after {time.monotonic() - begun:.1f} s")
        job = cluster.submit("pieces.sbatch")

        def in_the_middle():
            players = study.players()
            half = study.half_played()
            return [(process, piece) for process, piece in players.items() if piece in half]

        process, killed = until("a task in the middle of its piece", in_the_middle)[0]
        os.kill(process, signal.SIGKILL)
        tasks = cluster.wait(job, PIECES)
        missing = study.missing()
        print(f"job {job}: task {killed} killed in its middle; missing: {missing}")
        nodes = {task["NodeList"] for task in tasks}
        failed = [task for task in tasks if task["JobState"] == "FAILED"]
        if missing != str(killed) or nodes != {"n1", "n2"} or len(tasks) != PIECES or len(failed) != 1:
            raise SystemExit(f"expected one failed task of {PIECES} on two nodes: {tasks}")
        again = cluster.submit(f"--array={missing}", "pieces.sbatch")
        cluster.wait(again, PIECES + 1)
        if study.missing():
            raise SystemExit(f"still missing: {study.missing()}")
        study.sim("merge", "pieces")
        files = study.compare()
    print(f"{PIECES} tasks on two nodes, one killed and submitted again: {files} files, every byte as in one run "
          f"({time.monotonic() - begun:.0f} s)")


if __name__ == "__main__":
    main()
