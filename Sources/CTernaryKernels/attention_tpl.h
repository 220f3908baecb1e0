// Attention over a cache of keys and values, part of vector_tpl.h. Positions are taken in tiles: a tile is converted to
// floats once (float32 lies there already) and serves every query of the block from the first-level cache.
//
// Instruction budget for one query and position, in 16-float operations: per 16 columns 1 mul 1 add for the score and as many
// for the value; about 7 to fold the lanes of a score, 3 for its exponential.

#define TK_TILE_FLOATS 4096

// Caches of fewer bytes are likely to be in the second-level cache, where asking ahead costs more than it saves (a sixth of
// the time of two heads of 32 columns); of large ones it saves a fifth to a third.
#define TK_LARGE_CACHE (128 << 10)

static void kv_store(tk_kv_type type, const float *row, int32_t head_dim, void *destination, float *scale) {
    if (type == TK_KV_F32) {
        memcpy(destination, row, (size_t)head_dim * sizeof *row);
    } else if (type == TK_KV_F16) {
        f32_to_f16(row, head_dim, destination);
    } else {
        int8_t *values = destination;
        const float step = largest_magnitude(row, head_dim, 0) / 127.0f;
        *scale = step;
        if (!(step > 0)) {
            memset(values, 0, (size_t)head_dim);
            return;
        }
        for (int32_t i = 0; i < head_dim; i += 16) {
            const int32_t count = head_dim - i < 16 ? head_dim - i : 16;
            const v16 part = count == 16 ? load(row + i) : load_part(row + i, count);
            store_bytes(values + i, rounded(part / splat(step), -127, 127), count);
        }
    }
}

// Positions first ... first + count - 1 of keys or values as floats, in `tile` unless they are floats already.
TK_INLINE const float *kv_tile(tk_kv_type type, const void *data, int32_t first, int32_t count, int32_t head_dim,
                               float *tile) {
    const size_t start = (size_t)first * (size_t)head_dim;
    const int32_t n = count * head_dim;
    if (type == TK_KV_F32) return (const float *)data + start;
    if (type == TK_KV_F16) {
        f16_expand((const uint16_t *)data + start, n, tile);
        return tile;
    }
    const int8_t *values = (const int8_t *)data + start;
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        b16 bytes;
        memcpy(&bytes, values + i, sizeof bytes);
        store(tile + i, __builtin_convertvector(bytes, v16));
    }
    for (; i < n; i++) tile[i] = (float)values[i];
    return tile;
}

// The queries of a block: query i is head i % heads of token i / heads.
typedef struct attention_block {
    const float *queries;
    float *scores, *out;
    size_t stride, score_stride;
    int32_t heads, head_dim, positions;
    const float *key_scales;
    float scale;
} attention_block;

TK_INLINE size_t place(const attention_block *b, int32_t i) {
    return (size_t)(i / b->heads) * b->stride + (size_t)(i % b->heads) * (size_t)b->head_dim;
}

TK_INLINE float *scores_of(const attention_block *b, int32_t i) { return b->scores + (size_t)i * b->score_stride; }

// How many positions query i sees.
TK_INLINE int32_t seen(const attention_block *b, int32_t i) { return b->positions + i / b->heads; }

// What of the cache is asked for while a tile is worked on: `bytes` for each position, from `address` on. Only the first
// queries of a block ask.
typedef struct ahead {
    uintptr_t address;
    size_t bytes;
} ahead;

TK_INLINE void ask(ahead *a, size_t positions) {
    for (size_t at = 0; at < positions * a->bytes; at += 64) tk_fetch(a->address + at);
    a->address += positions * a->bytes;
}

// Scores of the queries i ... i + count - 1 at the positions first ... end - 1, whose keys begin at `key`.
TK_INLINE void score(const attention_block *b, int count, int32_t i, const float *key, int32_t first, int32_t end,
                     ahead next) {
    const int32_t n = b->head_dim;
    const size_t width = (size_t)n;
    const float *queries[TK_QUERIES];
    float *scores[TK_QUERIES];
    for (int q = 0; q < count; q++) {
        queries[q] = b->queries + place(b, i + q);
        scores[q] = scores_of(b, i + q);
    }
    const v4 scale = {b->scale, b->scale, b->scale, b->scale};
    int32_t t = first;
    for (; t + 4 <= end; t += 4, key += 4 * width) {
        ask(&next, 4);
        v16 sums[TK_QUERIES][4];
        for (int q = 0; q < count; q++)
            for (int k = 0; k < 4; k++) sums[q][k] = splat(0);
        int32_t c = 0;
        for (; c + 16 <= n; c += 16) {
            const v16 k0 = load(key + c), k1 = load(key + width + c);
            const v16 k2 = load(key + 2 * width + c), k3 = load(key + 3 * width + c);
            for (int q = 0; q < count; q++) {
                const v16 x = load(queries[q] + c);
                sums[q][0] = sums[q][0] + x * k0;
                sums[q][1] = sums[q][1] + x * k1;
                sums[q][2] = sums[q][2] + x * k2;
                sums[q][3] = sums[q][3] + x * k3;
            }
        }
        if (c < n) {
            for (int q = 0; q < count; q++)
                for (int k = 0; k < 4; k++)
                    sums[q][k] = sums[q][k] + load_part(queries[q] + c, n - c) *
                                                  load_part(key + (size_t)k * width + c, n - c);
        }
#if TK_QUERIES == 4
        if (count == 4) {
            v16 all = fold16((const v16(*)[4])sums);
            if (b->key_scales) {
                v4 s;
                memcpy(&s, b->key_scales + t, sizeof s);
                all = all * __builtin_shufflevector(s, s, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
            }
            all = all * splat(b->scale);
            for (int q = 0; q < 4; q++) memcpy(scores[q] + t, (const float *)&all + 4 * q, sizeof scale);
            continue;
        }
#endif
        for (int q = 0; q < count; q++) {
            v4 four = fold4(sums[q][0], sums[q][1], sums[q][2], sums[q][3]);
            if (b->key_scales) {
                v4 scales;
                memcpy(&scales, b->key_scales + t, sizeof scales);
                four = four * scales;
            }
            four = four * scale;
            memcpy(scores[q] + t, &four, sizeof four);
        }
    }
    for (; t < end; t++, key += width) {
        for (int q = 0; q < count; q++) {
            float one = dot(queries[q], key, n);
            if (b->key_scales) one = one * b->key_scales[t];
            scores[q][t] = one * b->scale;
        }
    }
}

// out += weights of the positions first ... end - 1 times their values, for `vectors` * 16 columns held in registers.
TK_INLINE void weigh_columns(int count, int vectors, const float *const weights[], const float *value, size_t width,
                             int32_t first, int32_t end, float *const out[], ahead next) {
    v16 sums[TK_QUERIES][4];
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = load(out[q] + 16 * v);
    for (int32_t t = first; t < end; t++, value += width) {
        ask(&next, 1);
        for (int v = 0; v < vectors; v++) {
            const v16 x = load(value + 16 * v);
            for (int q = 0; q < count; q++) sums[q][v] = sums[q][v] + splat(weights[q][t]) * x;
        }
    }
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) store(out[q] + 16 * v, sums[q][v]);
}

TK_INLINE void weigh(const attention_block *b, int count, int32_t i, const float *value, int32_t first, int32_t end,
                     ahead next) {
    const int32_t n = b->head_dim;
    const size_t width = (size_t)n;
    const float *weights[TK_QUERIES];
    float *out[TK_QUERIES];
    for (int q = 0; q < count; q++) {
        weights[q] = scores_of(b, i + q);
        out[q] = b->out + place(b, i + q);
    }
    int32_t c = 0;
    while (c + 16 <= n) {
        const int vectors = n - c >= 64 ? 4 : n - c >= 32 ? 2 : 1;
        if (vectors == 4) {
            weigh_columns(count, 4, weights, value + c, width, first, end, out, next);
        } else if (vectors == 2) {
            weigh_columns(count, 2, weights, value + c, width, first, end, out, next);
        } else {
            weigh_columns(count, 1, weights, value + c, width, first, end, out, next);
        }
        c += 16 * vectors;
        next.bytes = 0;
        for (int q = 0; q < count; q++) out[q] += 16 * vectors;
    }
    for (; c < n; c++) {
        for (int q = 0; q < count; q++) {
            float sum = *out[q];
            for (int32_t t = first; t < end; t++) sum = sum + weights[q][t] * value[(size_t)(t - first) * width + (size_t)c];
            *out[q]++ = sum;
        }
    }
}

TK_INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

static void attention(const float *queries, int32_t tokens, int32_t heads, size_t stride, const tk_kv *cache,
                      int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    const attention_block b = {
        .queries = queries, .scores = scores, .out = out, .stride = stride, .heads = heads, .head_dim = head_dim,
        .score_stride = (size_t)(positions + tokens - 1), .positions = positions, .scale = scale,
        .key_scales = cache->type == TK_KV_I8 ? cache->key_scales : NULL};
    const int32_t all = positions + tokens - 1, count = tokens * heads;
    const int32_t step = TK_TILE_FLOATS / head_dim / 4 * 4;
    const size_t bytes = (size_t)head_dim * tk_kv_element_bytes(cache->type);
    const size_t asked = (size_t)all * bytes < TK_LARGE_CACHE ? 0 : bytes;
    const ahead nothing = {0, 0};
    float tile[TK_TILE_FLOATS];

    for (int32_t first = 0; first < all; first += step) {
        const int32_t end = smaller(first + step, all);
        const float *keys = kv_tile(cache->type, cache->keys, first, end - first, head_dim, tile);
        ahead next = {(uintptr_t)cache->keys + (size_t)end * bytes, asked};
        // A query of an earlier token gets scores that nobody reads.
        int32_t i = 0;
        for (; i + TK_QUERIES <= count; i += TK_QUERIES, next = nothing)
            score(&b, TK_QUERIES, i, keys, first, smaller(end, seen(&b, i + TK_QUERIES - 1)), next);
        for (; i < count; i++, next = nothing) score(&b, 1, i, keys, first, smaller(end, seen(&b, i)), next);
    }

    for (int32_t i = 0; i < count; i++) {
        float *p = scores_of(&b, i);
        softmax(p, seen(&b, i), p);
        if (cache->type == TK_KV_I8)
            for (int32_t t = 0; t < seen(&b, i); t++) p[t] = p[t] * cache->value_scales[t];
        memset(out + place(&b, i), 0, (size_t)head_dim * sizeof *out);
    }

    for (int32_t first = 0; first < all; first += step) {
        const int32_t end = smaller(first + step, all);
        const float *values = kv_tile(cache->type, cache->values, first, end - first, head_dim, tile);
        ahead next = {(uintptr_t)cache->values + (size_t)end * bytes, asked};
        int32_t i = 0;
        for (; i + TK_QUERIES <= count; i += TK_QUERIES, next = nothing) {
            const int32_t common = smaller(end, seen(&b, i));
            if (common > first) weigh(&b, TK_QUERIES, i, values, first, common, next);
            for (int32_t q = i; q < i + TK_QUERIES; q++) {
                const int32_t from = common > first ? common : first, to = smaller(end, seen(&b, q));
                if (to > from) weigh(&b, 1, q, values + (size_t)(from - first) * (size_t)head_dim, from, to, nothing);
            }
        }
        for (; i < count; i++, next = nothing) {
            const int32_t to = smaller(end, seen(&b, i));
            if (to > first) weigh(&b, 1, i, values, first, to, next);
        }
    }
}
