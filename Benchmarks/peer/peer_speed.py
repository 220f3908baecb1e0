#!/usr/bin/env python3
"""Speeds of llama.cpp, by the same rules as `engine-bench speed`: prints lines `prefill 512, N threads<TAB>tokens/s` and so on.

    peer_speed.py FILE THREADS
"""
import ctypes
import statistics
import sys
import time

import llama_cpp

ROUNDS = 24


def some_tokens(count, vocabulary):
    return [(i * i * 31 + 7 * i + 11) % vocabulary for i in range(count)]


class Peer:
    def __init__(self, path, threads):
        # It must live as long as the context does.
        self.silence = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self.silence, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        if not self.model:
            sys.exit(f"peer_speed.py: llama.cpp cannot load {path}")
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = 2600
        options.n_batch = options.n_ubatch = 512
        options.n_threads = options.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))

    def evaluate(self, tokens):
        """Seconds of some tokens behind what is there; the logits of the last one are computed, at once."""
        ids = (llama_cpp.llama_token * len(tokens))(*tokens)
        start = time.perf_counter()
        if llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(ids, len(tokens))) != 0:
            sys.exit("peer_speed.py: llama.cpp cannot evaluate")
        logits = llama_cpp.llama_get_logits_ith(self.context, -1)
        self.best = max(range(0, self.vocabulary, 4096), key=lambda i: logits[i])
        return time.perf_counter() - start

    def forget(self, position):
        llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(self.context), -1, position, -1)


def main(path, threads):
    peer = Peer(path, threads)
    peer.evaluate(some_tokens(8, peer.vocabulary))
    prefill = []
    for _ in range(3):
        peer.forget(0)
        prefill.append(512 / peer.evaluate(some_tokens(512, peer.vocabulary)))
    print(f"prefill 512, {threads} threads\t{statistics.median(prefill):.1f}", flush=True)
    peer.forget(1)
    for start in (1, 512, 2048):
        at = 1
        peer.forget(at)
        while at < start:
            count = min(512, start - at)
            peer.evaluate(some_tokens(count, peer.vocabulary))
            at += count
        times = [peer.evaluate([peer.best]) for _ in range(ROUNDS)]
        print(f"decode behind {start if start > 1 else 0}, {threads} threads\t{1 / statistics.median(times):.1f}", flush=True)


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], int(sys.argv[2]))
