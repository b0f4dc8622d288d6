"""Questions put to the summary rows, built once and the same for both databases."""
