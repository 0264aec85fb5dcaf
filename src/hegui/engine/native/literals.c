/* All occurrences of many keys in bytes.
 *
 * Keys are UTF-8, so that an occurrence begins where a byte continues no character. There the first
 * six bytes are hashed, and one bit of a table that fits a core's cache tells that no key begins
 * so, nearly everywhere. Elsewhere the keys that begin so are searched: they are sorted, and those
 * that stand at a place are the last one not behind what stands there, or beginnings of it. Keys
 * of fewer bytes have tables by their length, and one of the first bytes that they have. */
#include "native.h"

#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__) && !defined(NATIVE_SLOW)
#include <immintrin.h>
#endif

enum {
    WIDTH = 6,        /* bytes of a key that are hashed */
    NARROW = WIDTH - 1, /* lengths of keys that are shorter */
    BITS_A_KEY = 64,  /* in the table of bits: one in so many places is looked at in vain */
    LARGEST = 23,     /* logarithm of the bits of the largest table: a megabyte */
    STEP = 64,        /* bytes whose beginnings of characters are told at once */
    PIECE = 4096,     /* bytes looked at before what was seen in them is compared */
    KNOWN = 3,        /* bytes of keys that begin with ASCII by which others are told at once */
};
#define NONE UINT32_MAX

struct key {
    const uint8_t *text;
    uint64_t prefix;
    uint32_t size, number;
    uint32_t up; /* the longest other key that this one begins with, or NONE */
};

struct slot {
    uint64_t prefix;
    uint32_t first, last; /* the keys that begin so; first is NONE where there are none */
};

/* Keys of one width (their length, at most WIDTH) by their first bytes. */
struct table {
    uint64_t *bits; /* one for each hash */
    struct slot *slots;
    uint64_t mask; /* of a prefix */
    uint32_t bit_shift, slot_shift;
};

struct literals {
    uint8_t *texts;
    struct key *keys; /* by width, then in order of their bytes */
    struct table wide, narrow[NARROW];
    uint8_t begins[256]; /* for a first byte, which narrow tables have a key with it */
    int has_narrow;
    uint8_t known[KNOWN][256];  /* whether a key that begins with ASCII may have this byte there */
    uint8_t halves[KNOWN][16];  /* the same of ASCII by the low half: a bit for each high one */
    size_t most;
};

static inline uint8_t lower(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

static inline size_t least(size_t one, size_t other) { return one < other ? one : other; }

static inline uint64_t eight(const uint8_t *data) {
    uint64_t bytes;
    memcpy(&bytes, data, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Eight bytes with zeros behind the end. */
static inline uint64_t eight_of(const uint8_t *data, size_t left) {
    uint8_t bytes[8] = {0};
    memcpy(bytes, data, least(left, 8));
    return eight(bytes);
}

static inline uint64_t mask_of(size_t width) { return ~(uint64_t)0 >> (64 - 8 * width); }

/* The first bytes with both cases of a letter alike; some other bytes of ASCII are alike, too. */
static inline uint64_t prefix_of(uint64_t bytes, uint64_t mask) {
    return (bytes | ((~bytes & 0x8080808080808080u) >> 2)) & mask;
}

static inline uint64_t hash_of(uint64_t prefix) { return prefix * 0x9E3779B97F4A7C15u; }

static inline int has_bit(const struct table *table, uint64_t hash) {
    hash >>= table->bit_shift;
    return table->bits[hash / 64] >> hash % 64 & 1;
}

/* ---- making ---- */

static size_t width_of(const struct key *key) { return least(key->size, WIDTH); }

static int in_order(const void *left, const void *right) {
    const struct key *one = left, *other = right;
    if (width_of(one) != width_of(other)) return width_of(one) < width_of(other) ? -1 : 1;
    if (one->prefix != other->prefix) return one->prefix < other->prefix ? -1 : 1;
    int found = memcmp(one->text, other->text, least(one->size, other->size));
    if (found) return found;
    if (one->size != other->size) return one->size < other->size ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

static uint32_t logarithm(size_t count) {
    uint32_t bits = 6;
    while (bits < 32 && (size_t)1 << bits < count) bits++;
    return bits;
}

/* Links keys of one prefix to those they begin with; returns the length of the longest chain. */
static size_t linked(struct key *keys, uint32_t first, uint32_t last) {
    size_t longest = 0;
    for (uint32_t at = first; at < last; at++) {
        uint32_t up = at > first ? at - 1 : NONE;
        while (up != NONE && (keys[up].size > keys[at].size ||
                              memcmp(keys[up].text, keys[at].text, keys[up].size)))
            up = keys[up].up;
        keys[at].up = up;
        size_t length = 1;
        for (; up != NONE; up = keys[up].up) length++;
        if (length > longest) longest = length;
    }
    return longest;
}

/* Fills a table with the keys from first to last; 0 when memory is short, else the most keys that
 * can stand at one place. */
static size_t table_make(struct table *table, struct key *keys, uint32_t first, uint32_t last,
                         size_t width) {
    size_t most = 1;
    uint32_t bits = (uint32_t)least(logarithm((size_t)(last - first) * BITS_A_KEY), LARGEST);
    uint32_t slots = logarithm((size_t)(last - first) * 2);
    *table = (struct table){.mask = mask_of(width), .bit_shift = 64 - bits, .slot_shift = 64 - slots};
    table->bits = calloc(((size_t)1 << bits) / 64, sizeof *table->bits);
    table->slots = malloc(((size_t)1 << slots) * sizeof *table->slots);
    if (!table->bits || !table->slots) return 0;
    for (size_t slot = 0; slot < (size_t)1 << slots; slot++) table->slots[slot].first = NONE;
    for (uint32_t at = first, end = first; at < last; at = end) {
        while (end < last && keys[end].prefix == keys[at].prefix) end++;
        uint64_t hash = hash_of(keys[at].prefix);
        size_t slot = hash >> table->slot_shift;
        while (table->slots[slot].first != NONE) slot = (slot + 1) & (((size_t)1 << slots) - 1);
        table->slots[slot] = (struct slot){keys[at].prefix, at, end};
        hash >>= table->bit_shift;
        table->bits[hash / 64] |= (uint64_t)1 << hash % 64;
        size_t longest = linked(keys, at, end);
        if (longest > most) most = longest;
    }
    return most;
}

static int keys_make(struct literals *set, const uint64_t *ends, uint32_t count) {
    for (uint32_t number = 0; number < count; number++) {
        uint64_t start = number ? ends[number - 1] : 0;
        if (ends[number] <= start || ends[number] - start >= UINT32_MAX) return 0;
        struct key *key = &set->keys[number];
        *key = (struct key){.text = set->texts + start, .number = number, .up = NONE};
        key->size = (uint32_t)(ends[number] - start);
        key->prefix = prefix_of(eight_of(key->text, key->size), mask_of(width_of(key)));
    }
    qsort(set->keys, count, sizeof *set->keys, in_order);
    return 1;
}

static int tables_make(struct literals *set, uint32_t count) {
    for (uint32_t width = 1, first = 0, last = 0; width <= WIDTH; width++, first = last) {
        while (last < count && width_of(&set->keys[last]) == width) last++;
        struct table *table = width < WIDTH ? &set->narrow[width - 1] : &set->wide;
        if (first == last && width < WIDTH) continue;
        size_t most = table_make(table, set->keys, first, last, width);
        if (!most) return 0;
        set->most += most;
        for (uint32_t at = first; width < WIDTH && at < last; at++) {
            uint8_t byte = set->keys[at].text[0], bit = (uint8_t)(1 << (width - 1));
            set->begins[byte] |= bit;
            if (byte >= 'a' && byte <= 'z') set->begins[byte & ~0x20] |= bit;
            set->has_narrow = 1;
        }
    }
    return 1;
}

static void know(struct literals *set, int place, uint8_t byte) {
    set->known[place][byte] = 1;
    if (byte < 0x80) set->halves[place][byte & 15] |= (uint8_t)(1 << (byte >> 4));
}

/* Notes the first bytes of the keys that begin with ASCII; behind a short one anything may stand. */
static void keys_know(struct literals *set, uint32_t count) {
    for (const struct key *key = set->keys; key < set->keys + count; key++) {
        for (uint32_t place = 0; place < KNOWN && key->text[0] < 0x80; place++) {
            for (int byte = 0; place >= key->size && byte < 256; byte++)
                know(set, (int)place, (uint8_t)byte);
            if (place >= key->size) continue;
            uint8_t byte = key->text[place];
            know(set, (int)place, byte);
            if (byte >= 'a' && byte <= 'z') know(set, (int)place, byte & (uint8_t)~0x20);
        }
    }
}

struct literals *literals_new(const uint8_t *keys, const uint64_t *ends, uint32_t count) {
    struct literals *set = calloc(1, sizeof *set);
    if (!set) return NULL;
    uint64_t size = count ? ends[count - 1] : 0;
    set->texts = malloc(size + 1);
    set->keys = malloc((count + (size_t)1) * sizeof *set->keys);
    if (set->texts && set->keys) {
        for (uint64_t at = 0; at < size; at++) set->texts[at] = lower(keys[at]);
        if (keys_make(set, ends, count) && tables_make(set, count)) {
            keys_know(set, count);
            return set;
        }
    }
    literals_free(set);
    return NULL;
}

static void table_free(struct table *table) {
    free(table->bits);
    free(table->slots);
}

void literals_free(struct literals *set) {
    if (!set) return;
    table_free(&set->wide);
    for (int width = 0; width < NARROW; width++) table_free(&set->narrow[width]);
    free(set->keys);
    free(set->texts);
    free(set);
}

size_t literals_most(const struct literals *set) { return set->most; }

/* ---- finding ---- */

/* Tells how a key compares with what stands at a place: 0 when the key stands there. */
static int compared(const struct key *key, const uint8_t *data, size_t left) {
    size_t size = least(key->size, left);
    for (size_t at = 0; at < size; at++) {
        uint8_t byte = lower(data[at]);
        if (key->text[at] != byte) return key->text[at] < byte ? -1 : 1;
    }
    return key->size > left;
}

/* Puts the keys of a table that stand at a place into `found`. */
static size_t keys_at(const struct literals *set, const struct table *table, uint64_t prefix,
                      const uint8_t *data, size_t size, size_t at, int64_t *found) {
    size_t slot = hash_of(prefix) >> table->slot_shift, count = 0;
    const size_t last = ~(uint64_t)0 >> table->slot_shift;
    while (table->slots[slot].first != NONE && table->slots[slot].prefix != prefix)
        slot = (slot + 1) & last;
    if (table->slots[slot].first == NONE) return 0;
    uint32_t low = table->slots[slot].first, high = table->slots[slot].last;
    const uint32_t first = low;
    while (low < high) { /* the first key behind what stands here */
        uint32_t middle = low + (high - low) / 2;
        if (compared(&set->keys[middle], data + at, size - at) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t one = low > first ? low - 1 : NONE; one != NONE; one = set->keys[one].up) {
        if (!count && compared(&set->keys[one], data + at, size - at)) continue;
        found[2 * count] = set->keys[one].number;
        found[2 * count + 1] = (int64_t)at;
        count++;
    }
    return count;
}

/* Puts all keys that stand at a place into `found`. */
static size_t all_at(const struct literals *set, const uint8_t *data, size_t size, size_t at,
                     int64_t *found) {
    const uint64_t bytes = eight_of(data + at, size - at);
    uint64_t prefix = prefix_of(bytes, set->wide.mask);
    size_t count = 0;
    if (has_bit(&set->wide, hash_of(prefix)))
        count = keys_at(set, &set->wide, prefix, data, size, at, found);
    for (unsigned widths = set->begins[data[at]], one = 0; widths; widths >>= 1, one++) {
        if (!(widths & 1)) continue;
        prefix = prefix_of(bytes, set->narrow[one].mask);
        if (has_bit(&set->narrow[one], hash_of(prefix)))
            count += keys_at(set, &set->narrow[one], prefix, data, size, at, found + 2 * count);
    }
    return count;
}

/* Puts a bit for each byte of a piece into `bits`, set where a character begins with which a key
 * may begin; of ASCII, where the next ones may follow, too. Two bytes behind the piece are read. */
static void beginnings_slowly(const struct literals *set, const uint8_t *data, size_t size,
                              uint64_t *bits) {
    const uint8_t(*known)[256] = set->known;
    for (size_t at = 0; at < size; at += STEP) {
        uint64_t found = 0;
        for (int one = 0; one < STEP; one++) {
            const uint8_t *here = data + at + one;
            int begins = *here < 0x80 ? known[0][here[0]] & known[1][here[1]] & known[2][here[2]]
                                      : *here >= 0xC0;
            found |= (uint64_t)begins << one;
        }
        bits[at / STEP] = found;
    }
}

#if defined(__x86_64__) && !defined(NATIVE_SLOW)

#define AVX2 __attribute__((target("avx2")))

/* Tells which bytes may be the ones at a place of a key; no byte of the answer is zero there. */
AVX2 static inline __m256i known_at(const struct literals *set, int place, __m256i bytes) {
    const __m256i bit = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2,
                                         4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
    __m128i half = _mm_loadu_si128((const __m128i *)set->halves[place]);
    __m256i low = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), bytes);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i other = place ? _mm256_and_si256(bytes, _mm256_set1_epi8(-128)) : _mm256_setzero_si256();
    return _mm256_or_si256(_mm256_and_si256(low, _mm256_shuffle_epi8(bit, high)), other);
}

AVX2 static inline uint32_t beginnings_of(const struct literals *set, const uint8_t *data) {
    const __m256i zero = _mm256_setzero_si256(), last = _mm256_set1_epi8((char)0xBF);
    __m256i bytes = _mm256_loadu_si256((const __m256i *)data), no_key = zero;
    for (int place = 0; place < KNOWN; place++) {
        __m256i there = _mm256_loadu_si256((const __m256i *)(data + place));
        no_key = _mm256_or_si256(no_key, _mm256_cmpeq_epi8(known_at(set, place, there), zero));
    }
    __m256i ascii = _mm256_cmpeq_epi8(no_key, zero), begins = _mm256_cmpgt_epi8(bytes, last);
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_and_si256(begins, _mm256_or_si256(bytes, ascii)));
}

/* The same, but that any byte beyond ASCII may follow. */
AVX2 static void beginnings_quickly(const struct literals *set, const uint8_t *data, size_t size,
                                    uint64_t *bits) {
    for (size_t at = 0; at < size; at += STEP)
        bits[at / STEP] = beginnings_of(set, data + at) |
                          (uint64_t)beginnings_of(set, data + at + STEP / 2) << STEP / 2;
}

static void beginnings(const struct literals *set, const uint8_t *data, size_t size,
                       uint64_t *bits) {
    if (__builtin_cpu_supports("avx2"))
        beginnings_quickly(set, data, size, bits);
    else
        beginnings_slowly(set, data, size, bits);
}

#else
#define beginnings beginnings_slowly
#endif

/* Puts the places in a piece where a key may begin into `places`; eight bytes behind it are read.
 * No step waits for what another one saw, so that a processor does several at once. */
static inline size_t likely(const struct literals *set, const uint8_t *data, size_t size,
                            uint16_t *places, const int narrow) {
    const uint64_t *bits = set->wide.bits, mask = set->wide.mask;
    const uint32_t shift = set->wide.bit_shift;
    uint64_t begun[PIECE / STEP];
    size_t count = 0;
    beginnings(set, data, size, begun);
    for (size_t at = 0; at < size; at += STEP) {
        for (uint64_t left = begun[at / STEP]; left; left &= left - 1) {
            size_t here = at + (size_t)__builtin_ctzll(left);
            uint64_t hash = hash_of(prefix_of(eight(data + here), mask)) >> shift;
            uint64_t hit = bits[hash / 64] >> hash % 64;
            if (narrow) hit |= set->begins[data[here]] != 0;
            places[count] = (uint16_t)here;
            count += hit & 1;
        }
    }
    return count;
}

/* Has the slot fetched that will be asked about a place. */
static inline void fetch(const struct table *table, const uint8_t *data) {
    uint64_t hash = hash_of(prefix_of(eight(data), table->mask));
    __builtin_prefetch(&table->slots[hash >> table->slot_shift]);
}

size_t literals_find(const struct literals *set, const uint8_t *data, size_t size, size_t *at,
                     int64_t *found, size_t room) {
    size_t place = *at, count = 0;
    uint16_t places[PIECE];
    while (place + STEP + 8 <= size) {
        size_t piece = least((size - place - 8) / STEP * STEP, PIECE);
        size_t some = set->has_narrow ? likely(set, data + place, piece, places, 1)
                                      : likely(set, data + place, piece, places, 0);
        for (size_t one = 0; one < some; one++) fetch(&set->wide, data + place + places[one]);
        for (size_t one = 0; one < some; one++) {
            if (room - count < set->most) {
                *at = place + places[one];
                return count;
            }
            count += all_at(set, data, size, place + places[one], found + 2 * count);
        }
        place += piece;
    }
    for (; place < size && room - count >= set->most; place++)
        if ((data[place] & 0xC0) != 0x80)
            count += all_at(set, data, size, place, found + 2 * count);
    *at = place;
    return count;
}

#ifndef NATIVE_SOURCES
#define NATIVE_SOURCES ""
#endif

const char *native_sources(void) { return NATIVE_SOURCES; }
