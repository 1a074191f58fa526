"""What `sync` brings from elsewhere: over the network, or from another program. The only code that opens a connection.

A fetcher gives documents, which importers read as if they were files; so everything that is known of a format stands in
one place.
"""
