/* Plays the Python of an environment whose base was removed: says so and ends. */
int wmain(void) { return 103; }
