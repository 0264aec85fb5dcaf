/* Calls the native functions with bytes of every kind, in memory that ends where they end; built
 * with sanitizers, which stop at a wrong access or at what C does not define. Usage: fuzz SEED N. */
#include "native.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t draw(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static const char *const PIECES[] = {
    "{\"text\": \"", "\"", "\"}", "\n", "{", "}", "[", "]", ",", ":", " ", "\\", "\\u", "\\u00e9", "\\n",
    "text", "\"text\"", "true", "null", "-1.5e10", "0", "\xe4\xb8\xad", "\xe5\x9b\xbd", "\xe3\x80\x80",
    "\xe2\x80\x8a", "\xf0\x9f\x98\x80", "\xc2\xa0", "\xff", "\xe4", "\x80", "ab", "AB", "a", "{\"text\": \"ab\"}\n",
};

/* Returns a copy of random pieces that ends where its memory ends. */
static uint8_t *bytes(uint32_t pieces, size_t *size) {
    static uint8_t made[1 << 18];
    *size = 0;
    while (pieces--) {
        const char *piece = PIECES[draw(sizeof PIECES / sizeof *PIECES)];
        uint32_t times = draw(20) ? 1 : 1 + draw(70);
        while (times--) {
            memcpy(made + *size, piece, strlen(piece));
            *size += strlen(piece);
        }
        if (!draw(9)) made[(*size)++] = (uint8_t)draw(256);
    }
    uint8_t *kept = malloc(*size ? *size : 1);
    memcpy(kept, made, *size);
    return kept;
}

static int stands(const uint8_t *key, const uint8_t *data, size_t size) {
    for (size_t at = 0; at < size; at++) {
        uint8_t one = key[at], other = data[at];
        if (one >= 'A' && one <= 'Z') one |= 0x20;
        if (other >= 'A' && other <= 'Z') other |= 0x20;
        if (one != other) return 0;
    }
    return 1;
}

/* Search for some pieces of UTF-8 and count what is found; a plain search must count the same. */
static void literals(void) {
    uint8_t keys[512];
    uint64_t ends[24];
    uint32_t count = 1 + draw(24);
    for (uint32_t key = 0, end = 0; key < count; key++) {
        for (uint32_t more = 1 + draw(3); more--;) {
            const char *piece = PIECES[15 + draw(12)];
            memcpy(keys + end, piece, strlen(piece));
            end += (uint32_t)strlen(piece);
        }
        ends[key] = end;
    }
    struct literals *set = literals_new(keys, ends, count);
    size_t size, at = 0, found = 0, wanted = 0, room = literals_most(set) + draw(9);
    uint8_t *data = bytes(draw(400), &size);
    int64_t *places = malloc(room * 2 * sizeof *places);
    while (at < size) found += literals_find(set, data, size, &at, places, room);
    for (uint32_t key = 0; key < count; key++) {
        uint64_t start = key ? ends[key - 1] : 0, width = ends[key] - start;
        for (size_t one = 0; one + width <= size; one++) wanted += (size_t)stands(keys + start, data + one, width);
    }
    if (found != wanted) {
        fprintf(stderr, "found %zu of %zu\n", found, wanted);
        exit(1);
    }
    free(places);
    free(data);
    literals_free(set);
}

static void lines(void) {
    size_t size, room = draw(40);
    uint8_t *data = bytes(draw(draw(4) ? 60 : 2000), &size);
    int64_t *columns = malloc((room * 3 + 1) * sizeof *columns);
    size_t count = lines_texts(data, size, (const uint8_t *)"text", 4, columns, columns + room, columns + 2 * room, room);
    for (size_t line = 0; line < count && line < room; line++) {
        int64_t text = columns[room + line], close = columns[2 * room + line];
        if (text > 0 && (close < text || close >= columns[line] || data[close] != '"')) exit(1);
        if (text > 0 && !utf8_valid(data + text, (size_t)(close - text))) exit(1);
    }
    free(columns);
    free(data);
}

int main(int count, char **values) {
    if (count < 3) return 2;
    state = strtoull(values[1], NULL, 10);
    for (long rounds = atol(values[2]); rounds--;) {
        literals();
        lines();
    }
    return 0;
}
