"""Check that an opinion is in a closed set, without the portal: only Python itself is needed.

    python3 verify_opinion.py proof-YJ-….json                     checks the file in itself
    python3 verify_opinion.py proof-YJ-….json record.json …       and against a copy of the public record

The words must hash to what the receipt says, receipt and hash to the leaf, the leaf by the path to the root;
with a record, the root must be the one that was published when the set was closed.
证明文件从回执页下载；公开记录从 /record.json 下载。退出码 0 表示核验通过。
"""

import hashlib
import json
import re
import sys
from typing import Any

FORMAT = "opinion-inclusion-proof/1"
HASH = re.compile(r"[0-9a-f]{64}")


def sha256(data: bytes) -> str:
    """Return the hash in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def leaf_of(receipt: str, content_sha256: str) -> str:
    """Return the leaf: a zero byte and the canonical JSON of what the receipt says."""
    said = {"content_sha256": content_sha256, "receipt": receipt}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(b"\x00" + text.encode())


def root_of(leaf: str, path: list[dict[str, Any]]) -> str:
    """Return where the path leads: a one byte and two hashes at each step, ours on the other side."""
    found = leaf
    for step in path:
        beside = bytes.fromhex(step["hash"])
        ours = bytes.fromhex(found)
        found = sha256(b"\x01" + (beside + ours if step["side"] == "left" else ours + beside))
    return found


def problems_of(proof: Any) -> list[str]:
    """Return what is wrong with a proof in itself; nothing when all is well."""
    if not isinstance(proof, dict) or proof.get("format") != FORMAT:
        return ["这不是意见封存证明文件（format 不符）。"]
    found = _shape_problems(proof)
    if found:
        return found
    if sha256(proof["content"].encode()) != proof["content_sha256"]:
        found.append("意见内容与内容指纹不符：内容被改动过。")
    if leaf_of(proof["receipt"], proof["content_sha256"]) != proof["leaf"]:
        found.append("回执编号、内容指纹与叶子不符。")
    if root_of(proof["leaf"], proof["path"]) != proof["merkle_root"]:
        found.append("由叶子和路径算不出汇总校验值：这条意见不在这个集合中。")
    return found


def _shape_problems(proof: dict[str, Any]) -> list[str]:
    texts = ("receipt", "content", "content_sha256", "leaf", "merkle_root")
    missing = [name for name in texts if not isinstance(proof.get(name), str)]
    if missing or not isinstance(proof.get("path"), list):
        return ["证明文件不完整：缺少 " + "、".join(missing or ["path"]) + "。"]
    hashes = [proof["content_sha256"], proof["leaf"], proof["merkle_root"]]
    for step in proof["path"]:
        if not isinstance(step, dict) or step.get("side") not in ("left", "right"):
            return ["证明路径的格式不对。"]
        hashes.append(step.get("hash"))
    if not all(isinstance(each, str) and HASH.fullmatch(each) for each in hashes):
        return ["证明文件中有不是 SHA-256 的校验值。"]
    return []


def record_problems(proof: dict[str, Any], pages: list[dict[str, Any]]) -> list[str]:
    """Return whether the root is not what the record published for this consultation."""
    for page in pages:
        for entry in page.get("entries", []):
            if entry.get("seq") == proof.get("record_entry"):
                return _entry_problems(proof, entry)
    return [f"公开记录的副本中没有第 {proof.get('record_entry')} 号条目，请下载包含它的一页。"]


def _entry_problems(proof: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    payload = entry.get("payload")
    if isinstance(payload, str):
        payload = json.loads(payload)
    if not isinstance(payload, dict) or entry.get("kind") != "consultation_closed":
        return [f"公开记录第 {entry.get('seq')} 号不是结卷条目。"]
    if payload.get("code") != proof["consultation"]:
        return [f"公开记录第 {entry.get('seq')} 号是另一次征求意见的结卷条目。"]
    if payload.get("merkle_root") != proof["merkle_root"]:
        return [f"汇总校验值与公开记录第 {entry.get('seq')} 号不符。"]
    return []


def main(arguments: list[str]) -> int:
    """Check the files named and say what was found."""
    if not arguments:
        sys.stdout.write(str(__doc__))
        return 2
    try:
        documents = []
        for name in arguments:
            with open(name, encoding="utf-8") as file:
                documents.append(json.load(file))
    except (OSError, ValueError) as error:
        sys.stdout.write(f"文件读不出来：{error}" + "\n")
        return 2
    proof, pages = documents[0], documents[1:]
    found = problems_of(proof)
    if not found and pages:
        found = record_problems(proof, pages)
    for problem in found:
        sys.stdout.write("不通过：" + problem + "\n")
    if not found:
        sys.stdout.write(f"核验通过：回执 {proof['receipt']} 的意见在已封存的意见集合中。" + "\n")
        sys.stdout.write(
            f"汇总校验值：{proof['merkle_root']}（公开记录第 {proof.get('record_entry')} 号）" + "\n"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
