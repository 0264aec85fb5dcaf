/* Whether bytes are UTF-8: 32 at a time where the processor can, one by one elsewhere.
 *
 * The first way is that of Keiser and Lemire, "Validating UTF-8 in less than one instruction per
 * byte" (2021): three tables of sixteen entries, asked by the halves of a byte and of the one
 * before it, tell which faults each allows; a fault that all three allow is there. */
#include "native.h"

#include <string.h>
#if defined(__x86_64__) && !defined(NATIVE_SLOW)
#include <immintrin.h>
#endif

/* Returns how long the character is that begins at `at`, 0 where none does; table 3-7. */
static size_t character(const uint8_t *data, size_t left) {
    uint8_t low = 0x80, high = 0xBF, first = data[0];
    size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || left < size) return 0;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    if (data[1] < low || data[1] > high) return 0;
    for (size_t at = 2; at < size; at++)
        if ((data[at] & 0xC0) != 0x80) return 0;
    return size;
}

static int valid_slowly(const uint8_t *data, size_t size) {
    for (size_t at = 0, step; at < size; at += step)
        if (!(step = character(data + at, size - at))) return 0;
    return 1;
}

#if defined(__x86_64__) && !defined(NATIVE_SLOW)

enum {
    TOO_SHORT = 1,   /* a first byte, and no continuation behind it */
    TOO_LONG = 2,    /* a continuation behind ASCII */
    OVERLONG_3 = 4,  /* E0, and less than A0 */
    TOO_LARGE = 8,   /* F4, and more than 8F; or more than F4 */
    SURROGATE = 16,  /* ED, and more than 9F */
    OVERLONG_2 = 32, /* C0 or C1 */
    TOO_LARGE_1000 = 64, /* F5 and more, and less than 90 */
    OVERLONG_4 = 64, /* F0, and less than 90 */
    TWO_CONTINUATIONS = 128,
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

#define AVX2 __attribute__((target("avx2")))
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* The bytes `back` places before, the last ones of `before` in front. */
#define BEFORE(bytes, before, back) \
    _mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(before, bytes, 0x21), 16 - (back))

AVX2 static inline __m256i high_half(__m256i bytes) {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

AVX2 static inline __m256i faults_of_two(__m256i bytes, __m256i one_before) {
    const __m256i by_high = TWICE(
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        (char)TWO_CONTINUATIONS, (char)TWO_CONTINUATIONS, (char)TWO_CONTINUATIONS,
        (char)TWO_CONTINUATIONS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
        TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const char larger = (char)(CARRY | TOO_LARGE | TOO_LARGE_1000);
    const __m256i by_low = TWICE(
        (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2),
        (char)CARRY, (char)CARRY, (char)(CARRY | TOO_LARGE), larger, larger, larger, larger, larger,
        larger, larger, larger, (char)(larger | SURROGATE), larger, larger);
    const char continued = (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS);
    const __m256i by_next = TWICE(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        (char)(continued | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
        (char)(continued | OVERLONG_3 | TOO_LARGE), (char)(continued | SURROGATE | TOO_LARGE),
        (char)(continued | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    __m256i low_half = _mm256_and_si256(one_before, _mm256_set1_epi8(15));
    __m256i first = _mm256_shuffle_epi8(by_high, high_half(one_before));
    __m256i second = _mm256_shuffle_epi8(by_low, low_half);
    __m256i third = _mm256_shuffle_epi8(by_next, high_half(bytes));
    return _mm256_and_si256(_mm256_and_si256(first, second), third);
}

AVX2 static inline __m256i faults(__m256i bytes, __m256i before) {
    __m256i of_two = faults_of_two(bytes, BEFORE(bytes, before, 1));
    __m256i third = _mm256_subs_epu8(BEFORE(bytes, before, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(BEFORE(bytes, before, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(must, of_two);
}

AVX2 static int valid_quickly(const uint8_t *data, size_t size) {
    __m256i before = _mm256_setzero_si256(), found = before;
    for (size_t at = 0; at <= size; at += 32) { /* zeros behind the end show what is cut there */
        uint8_t last[32] = {0};
        const uint8_t *from = data + at;
        if (size - at < 32) from = memcpy(last, from, size - at);
        __m256i bytes = _mm256_loadu_si256((const __m256i *)from);
        if (_mm256_movemask_epi8(_mm256_or_si256(bytes, before)))
            found = _mm256_or_si256(found, faults(bytes, before));
        before = bytes;
    }
    return _mm256_testz_si256(found, found);
}

int utf8_valid(const uint8_t *data, size_t size) {
    if (size >= 32 && __builtin_cpu_supports("avx2")) return valid_quickly(data, size);
    return valid_slowly(data, size);
}

#else

int utf8_valid(const uint8_t *data, size_t size) { return valid_slowly(data, size); }

#endif
