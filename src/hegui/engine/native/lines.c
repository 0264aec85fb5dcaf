/* Where the text of JSON lines stands, told without decoding anything.
 *
 * A line is read as RFC 8259 has it, and less is taken than that allows: whatever is rare, deep or
 * could be understood in two ways is left to a parser that is meant for it. */
#include "native.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    DEEPEST = 60, /* arrays and objects in one another; each takes a bit */
    DIGITS = 18,  /* of a whole number that every parser can hold */
    PLACES = 40,  /* behind its point */
};

/* Where the reading of a line is, and what was seen of it. */
struct line {
    const uint8_t *at, *end;
    const uint8_t *name;
    size_t name_size;
    const uint8_t *text, *close;
    int escaped; /* whether a string had \u */
};

static inline void skip_blanks(struct line *line) {
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t' || *line->at == '\r'))
        line->at++;
}

static inline int take(struct line *line, uint8_t byte) {
    if (line->at >= line->end || *line->at != byte) return 0;
    line->at++;
    return 1;
}

/* Returns the first quote, backslash or control character, or the end. */
static inline const uint8_t *special(const uint8_t *at, const uint8_t *end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1F);
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)at);
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        int bits = _mm_movemask_epi8(found);
        if (bits) return at + __builtin_ctz((unsigned)bits);
    }
#endif
    while (at < end && *at != '"' && *at != '\\' && *at > 0x1F) at++;
    return at;
}

static int hexadecimal(const uint8_t *at) {
    for (int digit = 0; digit < 4; digit++) {
        uint8_t byte = at[digit] | 0x20;
        if (!(at[digit] >= '0' && at[digit] <= '9') && !(byte >= 'a' && byte <= 'f')) return 0;
    }
    return 1;
}

/* Reads a string whose quote is taken already up to behind its closing quote. */
static int take_string(struct line *line, const uint8_t **close) {
    for (;;) {
        const uint8_t *at = special(line->at, line->end);
        if (at >= line->end || *at < 0x20) return 0;
        line->at = at + 1;
        if (*at == '"') {
            *close = at;
            return 1;
        }
        if (line->at >= line->end) return 0;
        uint8_t letter = *line->at++;
        if (letter == 'u') {
            line->escaped = 1;
            if (line->end - line->at < 4 || !hexadecimal(line->at)) return 0;
        } else if (!memchr("\"\\/bfnrt", letter, 8)) {
            return 0;
        }
    }
}

static size_t take_digits(struct line *line) {
    const uint8_t *from = line->at;
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9') line->at++;
    return (size_t)(line->at - from);
}

static int take_number(struct line *line) {
    take(line, '-');
    const uint8_t *from = line->at;
    size_t digits = take_digits(line), places = 0, power = 1;
    if (take(line, '.') && !(places = take_digits(line))) return 0;
    if (take(line, 'e') || take(line, 'E')) {
        if (!take(line, '+')) take(line, '-');
        power = take_digits(line);
    }
    if (!digits || (digits > 1 && *from == '0')) return 0;
    return digits <= DIGITS && places <= PLACES && (power == 1 || power == 2);
}

static int take_word(struct line *line, const char *word) {
    size_t size = strlen(word);
    if ((size_t)(line->end - line->at) < size || memcmp(line->at, word, size)) return 0;
    line->at += size;
    return 1;
}

/* Reads the name of a member and the colon; tells whether it is that of the text. */
static int take_name(struct line *line, int *is_text) {
    const uint8_t *close;
    skip_blanks(line);
    if (!take(line, '"')) return 0;
    const uint8_t *from = line->at;
    if (!take_string(line, &close) || memchr(from, '\\', (size_t)(close - from))) return 0;
    *is_text = (size_t)(close - from) == line->name_size && !memcmp(from, line->name, line->name_size);
    skip_blanks(line);
    return take(line, ':');
}

static int take_plain(struct line *line, int is_text) {
    const uint8_t *from = line->at, *close;
    if (take(line, '"')) {
        if (!take_string(line, &close)) return 0;
        if (is_text) line->text = from + 1, line->close = close;
        return 1;
    }
    if (is_text) return 0;
    if (line->at < line->end && (*line->at == 't' || *line->at == 'f' || *line->at == 'n'))
        return take_word(line, "true") || take_word(line, "false") || take_word(line, "null");
    return take_number(line);
}

/* Reads a whole object with all that is in it, and what may follow it on its line. */
static int take_object(struct line *line) {
    uint64_t objects = 1; /* a bit for each level, the innermost lowest: an object, or an array */
    int depth = 1, first = 1;
    if (!take(line, '{')) return 0;
    while (depth) {
        const int object = (int)(objects & 1);
        int is_text = 0;
        skip_blanks(line);
        if (take(line, object ? '}' : ']')) {
            objects >>= 1;
            depth--;
            first = 0;
            continue;
        }
        if (!first && !take(line, ',')) return 0;
        if (object && !take_name(line, &is_text)) return 0;
        is_text &= depth == 1;
        skip_blanks(line);
        first = line->at < line->end && (*line->at == '{' || *line->at == '[');
        if (is_text && (first || line->text)) return 0;
        if (!first && !take_plain(line, is_text)) return 0;
        if (first && ++depth > DEEPEST) return 0;
        if (first) objects = objects << 1 | (*line->at++ == '{');
    }
    skip_blanks(line);
    return line->at == line->end;
}

/* Tells whether a text, which is sound, certainly has something that is not blank. */
static int has_letters(const uint8_t *at, const uint8_t *close) {
    while (at < close && (*at == ' ' || (*at == '\\' && memchr("nrt", at[1], 3))))
        at += *at == ' ' ? 1 : 2;
    if (at >= close) return 0;
    switch (*at) { /* spaces of Unicode begin with one of four bytes */
    case '\\': return at[1] != 'b' && at[1] != 'f' && at[1] != 'u';
    case 0xC2: return at[1] != 0x85 && at[1] != 0xA0;
    case 0xE1: return at[1] != 0x9A || at[2] != 0x80;
    case 0xE2:
        if (at[1] == 0x80) return at[2] > 0x8A && at[2] != 0xA8 && at[2] != 0xA9 && at[2] != 0xAF;
        return at[1] != 0x81 || at[2] != 0x9F;
    case 0xE3: return at[1] != 0x80 || at[2] != 0x80;
    default: return 1;
    }
}

static int64_t text_of(struct line *line, const uint8_t *data) {
    const uint8_t *from = line->at;
    if (from >= line->end || *from != '{') return NO_TEXT;
    if (!utf8_valid(from, (size_t)(line->end - from)) || !take_object(line)) return UNSURE;
    if (line->escaped) return NO_TEXT;
    if (!line->text || !has_letters(line->text, line->close)) return UNSURE;
    return line->text - data;
}

size_t lines_texts(const uint8_t *data, size_t size, const uint8_t *name, size_t name_size,
                   int64_t *ends, int64_t *texts, int64_t *closes, size_t room) {
    size_t count = 0;
    for (const uint8_t *at = data, *last = data + size; at < last; count++) {
        const uint8_t *newline = memchr(at, '\n', (size_t)(last - at));
        struct line line = {.at = at, .end = newline ? newline : last, .name = name,
                            .name_size = name_size};
        at = newline ? newline + 1 : last;
        if (count >= room) continue;
        ends[count] = at - data;
        texts[count] = text_of(&line, data);
        closes[count] = texts[count] > 0 ? line.close - data : 0;
    }
    return count;
}
