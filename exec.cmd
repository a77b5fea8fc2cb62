@rem The npm scripts begin with exec, so that on Unix a stop signal reaches the program itself and not
@rem the shell around it. Windows has no such word; cmd finds this file and runs the rest of the line.
@%*
