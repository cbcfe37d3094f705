// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
// Times look-ups of libkmod with its index loaded. Usage: libkmod_bench MODULE_DIRECTORY REQUESTS_FILE ROUNDS
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	const char *config[] = { NULL };
	char **requests = NULL;
	char line[8192];
	size_t count = 0, found = 0;
	FILE *in;

	if (argc != 4 || !(in = fopen(argv[2], "r"))) {
		fprintf(stderr, "usage: libkmod_bench MODULE_DIRECTORY REQUESTS_FILE ROUNDS\n");
		return 2;
	}
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = 0;
		requests = realloc(requests, (count + 1) * sizeof(*requests));
		requests[count++] = strdup(line);
	}
	fclose(in);

	double start = now();
	struct kmod_ctx *ctx = kmod_new(argv[1], config);
	if (!ctx || kmod_load_resources(ctx) < 0) {
		fprintf(stderr, "cannot load the index of %s\n", argv[1]);
		return 2;
	}
	printf("index %.1f\n", (now() - start) / 1000);

	int rounds = atoi(argv[3]);
	for (int round = 0; round < rounds; round++) {
		found = 0;
		start = now();
		for (size_t i = 0; i < count; i++) {
			struct kmod_list *list = NULL, *at;

			kmod_module_new_from_lookup(ctx, requests[i], &list);
			kmod_list_foreach(at, list)
				found++;
			kmod_module_unref_list(list);
		}
		if (round == rounds - 1)
			printf("lookup %.3f\n", (now() - start) / count);
	}
	printf("found %zu\n", found);
	// Names of the last round, to be compared with the others' answers.
	for (size_t i = 0; i < count; i++) {
		struct kmod_list *list = NULL, *at;

		kmod_module_new_from_lookup(ctx, requests[i], &list);
		kmod_list_foreach(at, list) {
			struct kmod_module *mod = kmod_module_get_module(at);
			fprintf(stderr, "%s\n", kmod_module_get_name(mod));
			kmod_module_unref(mod);
		}
		fprintf(stderr, ".\n");
		kmod_module_unref_list(list);
	}
	kmod_unref(ctx);
	return 0;
}
