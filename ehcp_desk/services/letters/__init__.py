"""Letters to families and to the tribunal: compiled from their duties, issued in one act, looked up later."""
