@rem The npm scripts begin with "exec" so that a signal to npm reaches i2i itself. cmd.exe lacks that word; here it is.
@%*
