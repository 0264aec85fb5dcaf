/* Native helpers of the scan: plain C11 that knows nothing of Python; `library.py` calls it.
 *
 * Nothing is kept of what is handed over (`literals_new` copies it), nothing outside it is read,
 * whatever it holds, and everything but `literals_free` may run in several threads at once. */
#ifndef HEGUI_NATIVE_H
#define HEGUI_NATIVE_H

#include <stddef.h>
#include <stdint.h>

#define PUBLIC __attribute__((visibility("default")))

/* The digest of the sources, so that no library is used that was built from others. */
PUBLIC const char *native_sources(void);

/* All occurrences of many keys (literals.c). */
struct literals;

/* Keys lie one after the other, `ends[i]` is where key `i` ends; each is UTF-8 and not empty.
 * Letters of ASCII match in either case. NULL when memory is short or a key is empty. */
PUBLIC struct literals *literals_new(const uint8_t *keys, const uint64_t *ends, uint32_t count);
PUBLIC void literals_free(struct literals *set);

/* How many keys can begin at one place, at most. */
PUBLIC size_t literals_most(const struct literals *set);

/* Puts key and start of all occurrences that begin at `*at` or later into `found`, which has room
 * for `room` pairs, no less than `literals_most`; returns how many there are. `*at` becomes the
 * place where to go on, `size` at the end. */
PUBLIC size_t literals_find(const struct literals *set, const uint8_t *data, size_t size,
                            size_t *at, int64_t *found, size_t room);

/* Where the text of JSON lines stands (lines.c). */
enum { NO_TEXT = 0, UNSURE = -1 };

/* For every line, of which the last may lack its newline, puts where it ends, newline included,
 * into `ends`, where its text begins, behind the quote, into `texts`, and where the closing quote
 * of the text is into `closes`. Lines beyond `room` are counted only. Returns their number.
 *
 * Where `texts` has a place, the line is JSON, an object of which `name` is the name of one
 * member, that is a string, certainly not blank, and no string of the line has `\u`. It is NO_TEXT
 * for a line with `\u` or without a brace at its beginning, UNSURE for all others. */
PUBLIC size_t lines_texts(const uint8_t *data, size_t size, const uint8_t *name, size_t name_size,
                          int64_t *ends, int64_t *texts, int64_t *closes, size_t room);

/* Whether bytes are UTF-8 as Unicode 15 has it in table 3-7 (utf8.c). */
PUBLIC int utf8_valid(const uint8_t *data, size_t size);

#endif
