# Reads what a test program leaves, an xunit trx file. Sourced by ./test.

# One attribute of the counters in a result file.
counter() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | tail -n 1; }

# The start of both readers below. A record is one tag with the text behind it. A test is of the method that its id leads to, whatever its arguments.
failures='
  function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
  /^UnitTestResult /{ at = ""; if (attribute("outcome") !~ /^(Passed|NotExecuted)$/) { at = attribute("testId"); order[++count] = at; title[at] = attribute("testName") } }
  /^UnitTest /{ at = ""; test = attribute("id") }
  /^TestMethod /{ method[test] = attribute("className") "." attribute("name") }
  at != "" && /^(Message|StackTrace|StdOut)>/{ text = $0; sub(/^[^>]*>/, "", text); said[at] = said[at] text "\n" }
'

# The methods of which tests failed, one per line: how many tests, then Namespace.Class.Method. Nothing if a failed test has no method.
failed_methods() {
  awk -v RS='<' "$failures"'
    END {
      for (i = 1; i <= count; i++) if (!(order[i] in method)) exit
      for (i = 1; i <= count; i++) if (tests[method[order[i]]]++ == 0) first[++methods] = method[order[i]]
      for (i = 1; i <= methods; i++) print tests[first[i]], first[i]
    }' "$1"
}

# How the tests of a method failed, as text: what was wrong, where, and what the test wrote.
failure_of() {
  awk -v RS='<' -v wanted="$2" "$failures"'
    function plain(text) {
      gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#xA;/, "\n", text); gsub(/&#xD;/, "", text)
      gsub(/&amp;/, "\\&", text)
      return text
    }
    END { for (i = 1; i <= count; i++) if (method[order[i]] == wanted) print plain(title[order[i]] "\n" said[order[i]]) }' "$1"
}
